use conformance::cost::{Cost, costs};

#[test]
fn a_layer_and_a_route_cost_one_allocation_each_and_routing_two() {
    let expected = Cost { layer: 1.0, route: 1.0, routing: 2.0, decode: 2.0 };
    assert_eq!(costs(), expected);
}
