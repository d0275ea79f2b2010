//! The list of commands as a text.

use crate::commands::CommandTable;

impl CommandTable {
    /// Returns the commands that are not hidden, one a line: how each is written, and its
    /// description in the language of `locale`.
    pub fn help(&self, locale: Option<&str>) -> String {
        let mut help = String::new();
        for command in self.commands().iter().filter(|command| !command.is_hidden()) {
            if !help.is_empty() {
                help.push('\n');
            }
            help.push_str(&self.usage(command));
            let description = command.description(locale);
            if !description.is_empty() {
                help.extend([" — ", description]);
            }
        }
        help
    }
}
