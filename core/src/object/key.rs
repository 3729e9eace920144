//! What makes two definitions one object: group, kind, namespace and name, whatever the version.

use super::Object;
use crate::schema;

/// The key of an object, which outlives the analysis that it is from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ObjectKey {
    /// The group of its apiVersion, `""` for the core group.
    pub group: String,
    /// Its kind, `""` if it is not written.
    pub kind: String,
    /// Its effective namespace, `""` for kinds that have none.
    pub namespace: String,
    /// Its name, `""` if it is not written.
    pub name: String,
}

/// The key of an object as texts of others, for look-ups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyRef<'k> {
    /// The group of its apiVersion, `""` for the core group.
    pub group: &'k str,
    /// Its kind.
    pub kind: &'k str,
    /// Its effective namespace, `""` for kinds that have none.
    pub namespace: &'k str,
    /// Its name.
    pub name: &'k str,
}

impl ObjectKey {
    /// The key for look-ups.
    pub fn as_key(&self) -> KeyRef<'_> {
        KeyRef { group: &self.group, kind: &self.kind, namespace: &self.namespace, name: &self.name }
    }
}

impl KeyRef<'_> {
    /// The key to keep.
    pub fn to_key(self) -> ObjectKey {
        ObjectKey {
            group: self.group.to_owned(),
            kind: self.kind.to_owned(),
            namespace: self.namespace.to_owned(),
            name: self.name.to_owned(),
        }
    }
}

impl Object {
    /// The group of its apiVersion, `""` for the core group.
    pub fn group(&self) -> &str {
        schema::group(&self.api_version)
    }

    /// What makes another definition the same object.
    pub fn key(&self) -> KeyRef<'_> {
        KeyRef { group: self.group(), kind: &self.kind, namespace: &self.namespace, name: &self.name }
    }
}
