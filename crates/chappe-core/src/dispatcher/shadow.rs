//! Routes that an earlier route shadows: it matches all or some of their events.
//!
//! A filter is known only by the keys that it declares, so a shadow is reported only if these show
//! it. The handler of the earlier route may still skip the event.

use std::fmt;

use crate::{
    dispatcher::outline::{RouteOutline, RouterOutline},
    filter::Key,
    names::located,
    router::Slot,
};

/// A route and its position in the tree.
#[derive(Clone, Copy)]
pub(crate) struct Located<'r> {
    pub(crate) slot: Slot,
    pub(crate) router: &'r RouterOutline,
    pub(crate) route: &'r RouteOutline,
}

/// A route whose events an earlier one handles.
pub(crate) struct Shadow<'r> {
    by: Located<'r>,
    shadowed: Located<'r>,
    events: Events<'r>,
}

/// The events that the earlier route handles.
enum Events<'r> {
    /// Every event, because the route has no filter.
    Any,
    /// Those of the shadowed route.
    All,
    /// Those of the shadowed route, which are all of the same command.
    Command(&'r str),
    /// Those of one of the commands of the shadowed route.
    OneCommand(&'r str),
}

/// Finds the earlier routes that match all or some of the events of a route: one that matches all,
/// or one for each command.
pub(crate) fn shadows<'r>(shadowed: Located<'r>, earlier: &[Located<'r>]) -> Vec<Shadow<'r>> {
    let keys: Vec<&[Key]> = shadowed
        .route
        .filters
        .iter()
        .filter_map(|filter| filter.selector.as_necessary_keys())
        .collect();
    if let Some(by) = earlier.iter().find(|earlier| earlier.route.handles_all(&keys)) {
        let command = keys.iter().find_map(|keys| match keys {
            [key] => key.command(),
            _ => None,
        });
        let events = match command {
            _ if by.route.filters.is_empty() => Events::Any,
            Some(command) => Events::Command(command),
            None => Events::All,
        };
        return vec![Shadow { by: *by, shadowed, events }];
    }
    let mut found = Vec::new();
    for (at, alternatives) in keys.iter().enumerate() {
        for key in *alternatives {
            let Some(command) = key.command() else { continue };
            // The events of the route that also have this key.
            let mut narrowed = keys.clone();
            narrowed[at] = std::slice::from_ref(key);
            if let Some(by) = earlier.iter().find(|earlier| earlier.route.handles_all(&narrowed)) {
                found.push(Shadow { by: *by, shadowed, events: Events::OneCommand(command) });
            }
        }
    }
    found
}

impl RouteOutline {
    /// Whether the route handles every event that has a key of each of these lists: neither an
    /// argument of the handler nor one of its own layers may decline.
    fn handles_all(&self, lists: &[&[Key]]) -> bool {
        let may_decline = self.may_skip || self.layers.iter().any(|layer| !layer.is_transparent);
        !may_decline
            && self.filters.iter().all(|filter| {
                filter.selector.as_exact_keys().is_some_and(|keys| {
                    let covered = |other: &Key| keys.iter().any(|key| key.covers(other));
                    lists.iter().any(|others| others.iter().all(covered))
                })
            })
    }
}

impl fmt::Display for Located<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let handler = located(&self.route.handler, self.route.location);
        write!(f, "router `{}`, `{}`, handler {handler}", self.router.path, self.slot.name())
    }
}

impl fmt::Display for Shadow<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { by, shadowed, events } = self;
        let separate = "remove one of them, or add a filter to the first one";
        match events {
            Events::Any => write!(
                f,
                "{shadowed} is unreachable unless {by}, which precedes it and has no filter, skips events: swap them, or give the first one a filter"
            ),
            Events::All => write!(
                f,
                "{shadowed} may never run, because {by} precedes it and matches the same events: swap them, or narrow the filters of the first one"
            ),
            Events::Command(command) => write!(
                f,
                "{shadowed} may never run, because {by} precedes it and handles the same command `{command}`: {separate}"
            ),
            Events::OneCommand(command) => write!(
                f,
                "{shadowed} may never receive the command `{command}`, because {by} precedes it and handles the same command: {separate}"
            ),
        }
    }
}
