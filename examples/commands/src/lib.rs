//! A bot for groups that keeps score: its commands are an enum, its links are typed.
//!
//! | message | answer |
//! |---|---|
//! | `/help` | the commands, in English or German |
//! | `/score 5`, in a reply | gives points to the author of the message replied to |
//! | `/top` | the users with the most points |
//! | `/invite` | a link that counts who was invited by whom |
//! | `/reset`, in the menu of administrators | forgets the points |

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chappe::{commands::register_commands, prelude::*};

/// The commands of all users.
#[derive(Clone, Commands)]
enum Command {
    /// Starts the bot
    #[commands(description(de = "Startet den Bot"))]
    Start(Option<Invitation>),
    /// Shows the commands
    #[commands(alias = "commands", description(de = "Zeigt die Befehle"))]
    Help,
    /// Gives points
    #[commands(description(de = "Vergibt Punkte"))]
    Score { user: UserRef, points: i64, reason: Option<String> },
    /// Shows who leads
    #[commands(description(de = "Zeigt, wer führt"))]
    Top { count: Option<usize> },
    /// Makes a link for your friends
    #[commands(description(de = "Erstellt einen Link für Freunde"))]
    Invite,
}

/// The commands that administrators of groups see.
#[derive(Clone, Commands)]
#[commands(scope = all_chat_administrators)]
enum AdminCommand {
    /// Forgets all points
    #[commands(description(de = "Vergisst alle Punkte"))]
    Reset,
}

/// The payload of a link: who sent it.
#[derive(Clone, DeepLink)]
#[deep_link(tag = "by")]
struct Invitation {
    from: UserId,
}

/// The points of each user, by the name that is shown.
#[derive(Clone, Default)]
struct Scores(Arc<Mutex<BTreeMap<String, i64>>>);

impl Scores {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the bot's router.
pub fn app() -> Router {
    Router::new("score")
        .message(|m| {
            m.on(commands::<Command>(), handle)
                .on(commands::<AdminCommand>(), reset)
                .on(did_you_mean::<Command>(), async |DidYouMean(name): DidYouMean| {
                    format!("Did you mean {name}?")
                })
        })
        .startup(async |bot: Bot| {
            register_commands(&bot, &[Command::TABLE, AdminCommand::TABLE]).await
        })
        .with_state(Scores::default())
}

async fn handle(
    command: Command,
    State(scores): State<Scores>,
    user: User,
    me: Me,
) -> Result<String, BoxError> {
    Ok(match command {
        Command::Start(Some(Invitation { from })) => format!("Welcome! {from} sent you."),
        Command::Start(None) => "Welcome! /help shows the commands.".to_owned(),
        Command::Help => Command::help(user.language_code.as_deref()),
        Command::Score { user, points, reason } => {
            let name = user.user().map_or_else(|| user.to_string(), User::full_name);
            let mut scores = scores.lock();
            let total = scores.entry(name.clone()).or_default();
            *total = total.saturating_add(points);
            let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
            format!("{name}: {total}{reason}")
        }
        Command::Top { count } => {
            let mut ranking: Vec<_> = scores.lock().clone().into_iter().collect();
            ranking.sort_by_key(|(_, points)| -points);
            let lines = ranking.iter().map(|(name, points)| format!("{points} {name}"));
            let lines: Vec<_> = lines.take(count.unwrap_or(3)).collect();
            if lines.is_empty() { "Nobody has points.".to_owned() } else { lines.join("\n") }
        }
        Command::Invite => me.start_link(&Invitation { from: user.id })?.to_string(),
    })
}

async fn reset(AdminCommand::Reset: AdminCommand, State(scores): State<Scores>) -> &'static str {
    scores.lock().clear();
    "All points are gone."
}
