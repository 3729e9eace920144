//! An argument of a call, read part by part, so that a wrong part is named: `files[0].text must be text, not 7`.

use js_sys::{Array, Object, Reflect, TypeError};
use wasm_bindgen::{JsCast as _, JsValue};

/// Text that came in another's place is told up to this many characters.
const MOST_TOLD: usize = 40;

/// An argument or a part of one.
pub(crate) struct Argument {
    /// What leads to it: `options.scenario.pods`.
    path: String,
    value: JsValue,
}

impl Argument {
    /// An argument by its name.
    pub(crate) fn new(name: &str, value: JsValue) -> Self {
        Self { path: name.to_owned(), value }
    }

    /// Says whether nothing was given.
    pub(crate) fn is_absent(&self) -> bool {
        self.value.is_undefined() || self.value.is_null()
    }

    /// The items of a list.
    pub(crate) fn list(&self) -> Result<Vec<Self>, JsValue> {
        let list = self.value.dyn_ref::<Array>().ok_or_else(|| self.wrong("a list"))?;
        let item = |(at, value)| Self { path: format!("{}[{at}]", self.path), value };
        Ok(list.iter().enumerate().map(item).collect())
    }

    /// The properties of an object, in its order.
    pub(crate) fn entries(&self) -> Result<Vec<(String, Self)>, JsValue> {
        let entry = |entry: JsValue| {
            let pair: Array = entry.unchecked_into();
            let name = pair.get(0).as_string().unwrap_or_default();
            let path = format!("{}.{name}", self.path);
            (name, Self { path, value: pair.get(1) })
        };
        Ok(Object::entries(self.object()?).iter().map(entry).collect())
    }

    /// A property of an object.
    pub(crate) fn part(&self, name: &str) -> Result<Self, JsValue> {
        let value = Reflect::get(self.object()?, &name.into())?;
        Ok(Self { path: format!("{}.{name}", self.path), value })
    }

    /// Text.
    pub(crate) fn text(&self) -> Result<String, JsValue> {
        self.value.as_string().ok_or_else(|| self.wrong("text"))
    }

    /// Text, true, false, or a list of texts, as one text.
    pub(crate) fn statement(&self) -> Result<String, JsValue> {
        if let Some(flag) = self.value.as_bool() {
            return Ok(flag.to_string());
        }
        if Array::is_array(&self.value) {
            let items: Result<Vec<String>, JsValue> = self.list()?.iter().map(Self::text).collect();
            return Ok(items?.join(","));
        }
        self.value.as_string().ok_or_else(|| self.wrong("text or a list of texts"))
    }

    /// A whole number from 0.
    pub(crate) fn count(&self) -> Result<u32, JsValue> {
        let number = self.value.as_f64().filter(|number| number.fract() == 0.0);
        let number = number.filter(|number| (0.0..=f64::from(u32::MAX)).contains(number));
        #[expect(clippy::cast_sign_loss, reason = "it is not negative")]
        number.map(|number| number as u32).ok_or_else(|| self.wrong("a whole number from 0"))
    }

    /// One of a few words.
    pub(crate) fn choice<T: Copy>(&self, choices: &[(&str, T)]) -> Result<T, JsValue> {
        let word = self.value.as_string();
        let found = choices.iter().find(|(name, _)| word.as_deref() == Some(name));
        found.map(|(_, choice)| *choice).ok_or_else(|| {
            let names: Vec<String> = choices.iter().map(|(name, _)| format!("'{name}'")).collect();
            self.wrong(&names.join(" or "))
        })
    }

    /// The `TypeError` for a part that nothing has a use for.
    pub(crate) fn unknown(&self) -> JsValue {
        type_error(&format!("there is no {}", self.path))
    }

    /// The `TypeError` for a part of which something is said in words that follow its path.
    pub(crate) fn fault(&self, fault: &str) -> JsValue {
        type_error(&format!("{}: {fault}", self.path))
    }

    fn wrong(&self, expected: &str) -> JsValue {
        type_error(&format!("{} must be {expected}, not {}", self.path, told(&self.value)))
    }

    fn object(&self) -> Result<&Object, JsValue> {
        let is_plain = self.value.is_object() && !Array::is_array(&self.value);
        self.value.dyn_ref::<Object>().filter(|_| is_plain).ok_or_else(|| self.wrong("an object"))
    }
}

/// What came, in few words.
fn told(value: &JsValue) -> String {
    if let Some(text) = value.as_string() {
        let start: String = text.chars().take(MOST_TOLD).collect();
        let rest = if start.len() < text.len() { "…" } else { "" };
        return format!("'{start}{rest}'");
    }
    if let Some(number) = value.as_f64() {
        return number.to_string();
    }
    if let Some(flag) = value.as_bool() {
        return flag.to_string();
    }
    match value.js_typeof().as_string().as_deref() {
        Some("undefined") => "nothing",
        Some("object") if value.is_null() => "null",
        Some("object") if Array::is_array(value) => "a list",
        Some("object") => "an object",
        Some("function") => "a function",
        Some(_) | None => "something else",
    }
    .to_owned()
}

fn type_error(message: &str) -> JsValue {
    TypeError::new(&format!("portolan: {message}")).into()
}
