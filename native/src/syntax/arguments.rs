//! The parameters of functions and lambdas.

use super::parser::Parser;
use super::tokens::Kind;
use super::tree::{Argument, Arguments, E};
use crate::decline::{Decline, Read};

/// How far a list of parameters has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Stage {
    Plain,
    /// Behind `/`.
    Divided,
    /// Behind a `*` that needs a parameter.
    Starred,
    KeywordOnly,
    /// Behind `**`.
    Over,
}

impl Parser<'_> {
    /// Parameters up to a closing token, which stays.
    pub fn parameters(&mut self, close: Kind, is_annotated: bool) -> Read<Arguments> {
        let mut found = Arguments::default();
        let mut stage = Stage::Plain;
        while self.kind() != close {
            stage = self.parameter(&mut found, stage, is_annotated)?;
            if !self.accept(Kind::Comma) {
                break;
            }
        }
        match self.kind() == close && stage != Stage::Starred {
            true => Ok(found),
            false => Err(Decline::Syntax),
        }
    }

    fn parameter(&mut self, found: &mut Arguments, stage: Stage, is_annotated: bool) -> Read<Stage> {
        match self.kind() {
            _ if stage == Stage::Over => Err(Decline::Syntax),
            Kind::Slash if stage == Stage::Plain && !found.plain.is_empty() => {
                self.advance();
                found.positional_only = std::mem::take(&mut found.plain);
                Ok(Stage::Divided)
            }
            Kind::Star if stage <= Stage::Divided => {
                self.advance();
                if self.kind() == Kind::Comma {
                    return Ok(Stage::Starred);
                }
                found.variable = Some(self.argument(is_annotated)?);
                Ok(Stage::KeywordOnly)
            }
            Kind::DoubleStar if stage != Stage::Starred => {
                self.advance();
                found.variable_keyword = Some(self.argument(is_annotated)?);
                Ok(Stage::Over)
            }
            Kind::Name if stage <= Stage::Divided => {
                found.plain.push(self.argument(is_annotated)?);
                match self.default()? {
                    Some(default) => found.defaults.push(default),
                    None if !found.defaults.is_empty() => return Err(Decline::Syntax),
                    None => (),
                }
                Ok(stage)
            }
            Kind::Name => {
                found.keyword_only.push(self.argument(is_annotated)?);
                let default = self.default()?;
                found.keyword_defaults.push(default);
                Ok(Stage::KeywordOnly)
            }
            _ => Err(Decline::Syntax),
        }
    }

    fn argument(&mut self, is_annotated: bool) -> Read<Argument> {
        let name = self.expect_name()?;
        let annotation = match is_annotated && self.accept(Kind::Colon) {
            true => Some(self.expression()?),
            false => None,
        };
        Ok(Argument { name, annotation })
    }

    fn default(&mut self) -> Read<Option<E>> {
        match self.accept(Kind::Assign) {
            true => Ok(Some(self.expression()?)),
            false => Ok(None),
        }
    }
}
