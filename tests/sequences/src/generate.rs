//! The next step of a sequence.

use serde_json::{Map, Value, json};

use crate::{
    actions::Action, draw::Draw, files::FILES, names::WANTED, pool::Pool, random::Random,
    schema::schema, step::Step,
};

/// The tokens of the bots.
pub(crate) const TOKENS: [&str; 2] = ["42:first", "43:second"];

/// Methods that bots call more often than others.
const FREQUENT: [&str; 8] = [
    "sendMessage",
    "sendPhoto",
    "editMessageText",
    "answerCallbackQuery",
    "getUpdates",
    "sendPoll",
    "sendMediaGroup",
    "getChat",
];

/// Actions that people do more often than others.
const FREQUENT_ACTIONS: [&str; 4] = ["messages", "presses", "members", "clock"];

/// Actions that affect all later steps, and are therefore rare.
const RARE_ACTIONS: [&str; 5] = ["faults", "limits", "ids", "migrations", "blocks"];

/// Draws the steps of one sequence.
#[derive(Debug)]
pub(crate) struct Generator<'a> {
    random: Random,
    actions: &'a [Action],
    /// Whether bots may set webhooks.
    has_webhooks: bool,
}

impl<'a> Generator<'a> {
    pub(crate) fn new(seed: u64, actions: &'a [Action]) -> Self {
        let mut random = Random::new(seed);
        let has_webhooks = random.percent(25);
        Self { random, actions, has_webhooks }
    }

    /// The number of steps, and of those before the snapshot.
    pub(crate) fn lengths(&mut self, most: u64) -> (usize, usize) {
        let steps = usize::try_from(1 + self.random.below(most)).unwrap_or(1);
        (steps, self.random.index(steps + 1))
    }

    /// The steps before the random ones: bots, people and chats.
    pub(crate) fn first_steps() -> Vec<Step> {
        let action =
            |path: &str, body: Value| Step::Action { method: "POST", path: path.to_owned(), body };
        let mut steps: Vec<Step> = TOKENS
            .into_iter()
            .map(|token| Step::Call {
                token,
                method: "getMe".to_owned(),
                params: Map::new(),
                files: Vec::new(),
            })
            .collect();
        let names = ["Ann", "Ben", "Cleo"];
        steps.extend(names.map(|name| action("users", json!({"first_name": name}))));
        let [ann, ben, cleo] = [100_000_001, 100_000_002, 100_000_003];
        for (kind, is_forum) in [("group", false), ("supergroup", true), ("channel", false)] {
            let chat = json!({
                "type": kind, "title": "Room", "members": [ann, ben, cleo], "bots": [42, 43],
                "is_forum": is_forum,
            });
            steps.push(action("chats", chat));
        }
        steps.extend(
            [42, 43]
                .map(|bot| action("messages", json!({"from": ann, "bot": bot, "text": "/start"}))),
        );
        steps
    }

    /// The next step.
    pub(crate) fn step(&mut self, pool: &Pool) -> Step {
        match self.random.below(100) {
            0..=39 => self.action(pool),
            40..=44 => self.advance(),
            45..=54 => self.poll(pool),
            _ => self.call(pool),
        }
    }

    fn advance(&mut self) -> Step {
        let seconds = *self.random.pick(&[1, 5, 31, 151, 3_600, 90_000, 700_000]);
        Step::Action {
            method: "POST",
            path: "clock".to_owned(),
            body: json!({"advance": off_whole(seconds)}),
        }
    }

    /// A request for updates as a client makes it: it confirms those before.
    fn poll(&mut self, pool: &Pool) -> Step {
        let token = *self.random.pick(&TOKENS);
        let last = pool.value("update_id", &mut self.random).and_then(|id| id.as_i64());
        let mut params = Map::new();
        if let Some(last) = last {
            params.insert("offset".to_owned(), json!(last + 1));
        }
        params.insert("timeout".to_owned(), json!(*self.random.pick(&[0, 0, 1, 30])));
        Step::Call { token, method: "getUpdates".to_owned(), params, files: Vec::new() }
    }

    fn call(&mut self, pool: &Pool) -> Step {
        let token = TOKENS[usize::from(self.random.percent(25))];
        let methods = &schema().methods;
        let mut method = self.random.pick(methods);
        if self.random.percent(35) {
            let name = *self.random.pick(&FREQUENT);
            method = methods.iter().find(|method| method.name == name).unwrap_or(method);
        }
        if method.name == "setWebhook" && !self.has_webhooks {
            return self.poll(pool);
        }
        let mut draw = Draw { random: &mut self.random, pool, files: Vec::new() };
        let params = draw.params(method);
        let files = draw.files;
        Step::Call { token, method: method.name.clone(), params, files }
    }

    fn action(&mut self, pool: &Pool) -> Step {
        let mut action = self.random.pick(self.actions);
        if self.random.percent(30) {
            let path = *self.random.pick(&FREQUENT_ACTIONS);
            let same: Vec<&Action> =
                self.actions.iter().filter(|action| action.path == path).collect();
            action = *self.random.pick(&same);
        }
        if RARE_ACTIONS.contains(&&*action.path)
            && action.method == "POST"
            && !self.random.percent(15)
        {
            return self.advance();
        }
        let body = self.body(action, pool);
        Step::Action { method: action.method, path: action.path.clone(), body: Value::Object(body) }
    }

    /// The body of an action: an example with values of this world.
    fn body(&mut self, action: &Action, pool: &Pool) -> Map<String, Value> {
        let mut example = match &*action.examples {
            [] => Map::new(),
            examples => self.random.pick(examples).clone(),
        };
        let mut draw = Draw { random: &mut self.random, pool, files: Vec::new() };
        let mut body = Map::new();
        for (name, kind, is_required) in &action.members {
            let from_example = example.remove(name);
            let is_kept = from_example.is_some() && draw.random.percent(75);
            let share = match &**name {
                "bot" => 60,
                "message_id" if WANTED.iter().any(|(wanting, _)| *wanting == action.path) => 90,
                _ => 12,
            };
            if !is_required && !is_kept && !draw.random.percent(share) {
                continue;
            }
            if let Some(value) = draw.of_action(&action.path, name) {
                body.insert(name.clone(), value);
                continue;
            }
            let other = || action.examples.iter().find_map(|example| example.get(name)).cloned();
            let given = from_example.or_else(other);
            let is_text = given.as_ref().is_none_or(Value::is_string);
            let named = draw.named(name, if is_text { "String" } else { kind });
            let value = match (named, given) {
                _ if draw.random.percent(2) => draw.invalid(),
                // The name of a member decides, except for objects such as `media`.
                (Some(value), Some(Value::Object(_) | Value::Array(_))) if value.is_string() => {
                    other().unwrap_or_default()
                }
                (Some(value), _) | (None, Some(value)) => value,
                (None, None) => continue,
            };
            body.insert(name.clone(), with_file(value, draw.random));
        }
        if body.contains_key("message_id") {
            draw.same_message(&action.path, &mut body);
        }
        if let Some(advance) = body.get_mut("advance") {
            *advance = json!(off_whole(advance.as_i64().unwrap_or(7).clamp(0, 100_000_000)));
        }
        body
    }
}

/// Seconds whose fraction avoids that a lifetime ends exactly at the time of a step: two clocks
/// of the same time differ by less than a microsecond.
fn off_whole(seconds: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "the number is small")]
    let seconds = seconds as f64;
    seconds + 0.37
}

/// Lets the `file` of an object be one of the files.
fn with_file(mut value: Value, random: &mut Random) -> Value {
    let file = json!(random.pick(FILES).base64);
    match &mut value {
        Value::Object(members) => {
            if let Some(member) = members.get_mut("file") {
                *member = file;
            }
        }
        Value::Array(items) => {
            for item in items {
                *item = with_file(item.take(), random);
            }
        }
        _ => {}
    }
    value
}
