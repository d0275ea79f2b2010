//! Runs scenarios.

use std::{error::Error, io::Write as _, pin::pin, process::ExitCode};

use chappe_emulator::{Scenario, ScenarioReport, junit};

use crate::{command_line::Test, process::Process, serve, signals};

pub(crate) async fn run(options: &Test) -> Result<ExitCode, Box<dyn Error>> {
    let scenarios = options.files.iter().map(|path| {
        Scenario::read(path).map_err(|error| {
            let why = error.source().map(|source| format!(": {source}")).unwrap_or_default();
            format!("{}: {error}{why}", path.display())
        })
    });
    // Reads all files before the first scenario runs.
    let scenarios = scenarios.collect::<Result<Vec<Scenario>, _>>()?;
    let reports = match &*options.command {
        [] => run_with_external_bot(options, &scenarios).await?,
        command => run_with_command(options, &scenarios, command).await?,
    };
    if let Some(path) = &options.junit {
        std::fs::write(path, junit(&reports))
            .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    let is_passed = reports.iter().all(ScenarioReport::is_passed);
    Ok(if is_passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs all scenarios against one server, with a bot that is started elsewhere.
async fn run_with_external_bot(
    options: &Test,
    scenarios: &[Scenario],
) -> Result<Vec<ScenarioReport>, Box<dyn Error>> {
    let running = serve::start(&options.server).await?;
    serve::announce(&running)?;
    let mut reports = Vec::new();
    for scenario in scenarios {
        reports.push(printed(scenario.run(running.emulator()).await)?);
    }
    Ok(reports)
}

/// Runs each scenario with its own server and its own bot.
async fn run_with_command(
    options: &Test,
    scenarios: &[Scenario],
    command: &[String],
) -> Result<Vec<ScenarioReport>, Box<dyn Error>> {
    let mut interrupted = pin!(signals::interrupted());
    let mut reports = Vec::new();
    for scenario in scenarios {
        let running = serve::start(&options.server).await?;
        let mut bot = Process::start(command, &running.url())?;
        let report = tokio::select! {
            report = scenario.run_unless(running.emulator(), bot.ended()) => Ok(report),
            interrupted = &mut interrupted => Err(interrupted),
        };
        bot.stop().await;
        running.stop().await;
        match report {
            Ok(report) => reports.push(printed(report)?),
            Err(interrupted) => {
                interrupted?;
                return Err("interrupted".into());
            }
        }
    }
    Ok(reports)
}

/// Prints the report of a scenario.
fn printed(report: ScenarioReport) -> std::io::Result<ScenarioReport> {
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{report}")?;
    stdout.flush()?;
    Ok(report)
}
