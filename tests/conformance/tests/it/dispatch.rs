use chappe_core::DispatcherBuilder;
use conformance::dispatch::{run, run_built, run_one};
use serde_json::{Value, json};

const SCENARIOS: &str = include_str!("../../scenarios/own.jsonl");

#[test]
fn each_scenario_has_its_expected_result() {
    for line in SCENARIOS.lines() {
        let scenario: Value = serde_json::from_str(line).unwrap();
        let result = run_one(&scenario).unwrap();
        assert_eq!(result, scenario["expected"], "{}", scenario["scenario"]["id"]);
    }
}

#[test]
fn a_traced_dispatcher_has_the_same_results() {
    for line in SCENARIOS.lines() {
        let scenario: Value = serde_json::from_str(line).unwrap();
        let result = run_built(&scenario, DispatcherBuilder::traced).unwrap();
        assert_eq!(result, scenario["expected"], "{}", scenario["scenario"]["id"]);
    }
}

#[test]
fn bare_scenarios_and_blank_lines_are_accepted_and_results_keep_the_order() {
    let bare = SCENARIOS.lines().map(|line| {
        let scenario: Value = serde_json::from_str(line).unwrap();
        format!("\n{}\n", scenario["scenario"])
    });
    let input: String = bare.collect();
    let mut output = Vec::new();
    run(input.as_bytes(), &mut output).unwrap();
    let results: Vec<Value> = String::from_utf8(output)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let expected: Vec<Value> = SCENARIOS
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["expected"].clone())
        .collect();
    assert_eq!(results, expected);
}

#[test]
fn an_unknown_kind_is_named() {
    let scenario = json!({
        "id": "odd",
        "update": {"outer": [{"name": "u", "kind": "levitate"}], "inner": []},
        "root": {"name": "root", "observers": {}, "children": []},
        "updates": [],
    });
    let error = run_one(&scenario).unwrap_err();
    assert_eq!(error.to_string(), "unknown kind of middleware: levitate");
}
