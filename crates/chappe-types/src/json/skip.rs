//! Values that are skipped, or kept as raw JSON.

use crate::json::{
    Fault,
    extents::Open,
    reader::{Reader, Result},
    string::plain_end,
};

impl<'a> Reader<'a> {
    /// Skips a value and checks its syntax.
    pub(crate) fn skip(&mut self) -> Result<()> {
        // One bit per level: whether it is an object. At most 127 levels.
        let mut objects = 0_u128;
        let mut depth = 0_u8;
        let mut is_first = false;
        // Records the values inside, not the value itself: it is usually small, and is skipped
        // at most once more.
        let records = self.is_ahead && self.extents.is_before(self.at);
        let mut open = Open::NONE;
        loop {
            match self.peek() {
                Some(opening @ (b'{' | b'[')) => {
                    if let Some(end) = self.extents.end(self.at) {
                        self.at = end;
                    } else {
                        if depth >= self.depth_left() {
                            return self.fail(Fault::TooDeep);
                        }
                        if records && depth > 0 {
                            open = self.extents.open(self.at, open);
                        }
                        self.at += 1;
                        depth += 1;
                        objects = objects << 1 | u128::from(opening == b'{');
                        is_first = true;
                    }
                }
                _ => self.skip_scalar()?,
            }
            // After a value or at the start of a container: moves to the next value.
            loop {
                if depth == 0 {
                    return Ok(());
                }
                let in_object = objects & 1 == 1;
                match self.peek() {
                    Some(b'}') if in_object => {}
                    Some(b']') if !in_object => {}
                    Some(b',') if !is_first => {
                        self.at += 1;
                        if in_object {
                            self.skip_key()?;
                        } else if self.peek() == Some(b']') {
                            return self.fail(Fault::Syntax("a value"));
                        }
                        break;
                    }
                    Some(_) if is_first => {
                        is_first = false;
                        if in_object {
                            self.skip_key()?;
                        }
                        break;
                    }
                    _ => return self.fail(Fault::Syntax("`,` or the end of the value")),
                }
                self.at += 1;
                depth -= 1;
                if records && depth > 0 {
                    open = self.extents.close(open, self.at);
                }
                objects >>= 1;
                is_first = false;
            }
        }
    }

    /// Reads a value as raw JSON.
    pub(crate) fn raw(&mut self) -> Result<&'a str> {
        self.peek();
        let start = self.at;
        self.skip()?;
        Ok(&self.text[start..self.at])
    }

    fn skip_key(&mut self) -> Result<()> {
        if self.peek() != Some(b'"') {
            return self.fail(Fault::Syntax("a key"));
        }
        self.skip_string()?;
        if self.peek() != Some(b':') {
            return self.fail(Fault::Syntax("`:`"));
        }
        self.at += 1;
        Ok(())
    }

    fn skip_scalar(&mut self) -> Result<()> {
        match self.peek() {
            Some(b'"') => self.skip_string(),
            Some(b't' | b'f') => self.bool().map(drop),
            Some(b'n') => self.null().map(drop),
            Some(b'-' | b'0'..=b'9') => self.number().map(drop),
            _ => self.fail(Fault::Syntax("a value")),
        }
    }

    fn skip_string(&mut self) -> Result<()> {
        let bytes = self.text.as_bytes();
        self.at += 1;
        loop {
            self.at = plain_end(bytes, self.at);
            match bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => {
                    self.at += 1;
                    self.escape()?;
                }
                _ => return self.fail(Fault::Syntax("a string without control characters")),
            }
        }
    }
}
