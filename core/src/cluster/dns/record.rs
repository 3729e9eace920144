//! DNS records and replies.

/// The type of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordType {
    /// An IPv4 address.
    A,
    /// An IPv6 address.
    Aaaa,
    /// An alias.
    Cname,
    /// A port and a host.
    Srv,
    /// The name of an address.
    Ptr,
    /// Text.
    Txt,
}

impl RecordType {
    /// The name as zone files spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::Aaaa => "AAAA",
            Self::Cname => "CNAME",
            Self::Srv => "SRV",
            Self::Ptr => "PTR",
            Self::Txt => "TXT",
        }
    }

    /// Reads the name as zone files spell it.
    pub fn parse(text: &str) -> Option<Self> {
        let all = [Self::A, Self::Aaaa, Self::Cname, Self::Srv, Self::Ptr, Self::Txt];
        all.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What a record says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordData {
    /// An address; `<allocated>` where only a cluster can tell.
    Address(String),
    /// The name that an alias stands for.
    Alias(String),
    /// A port and a host.
    Service {
        /// The share of requests among records of one name.
        weight: u16,
        /// The port.
        port: i64,
        /// The host.
        target: String,
    },
    /// The name of an address.
    Pointer(String),
    /// Text.
    Text(String),
}

/// A record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    /// The whole name, with a dot at the end.
    pub name: String,
    /// The type.
    pub kind: RecordType,
    /// What it says.
    pub data: RecordData,
}

/// A record as a zone file spells it, without its time to live.
impl std::fmt::Display for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} IN {} ", self.name, self.kind.as_str())?;
        match &self.data {
            RecordData::Address(text) | RecordData::Alias(text) | RecordData::Pointer(text) => {
                f.write_str(text)
            }
            RecordData::Service { weight, port, target } => write!(f, "0 {weight} {port} {target}"),
            RecordData::Text(text) => write!(f, "\"{text}\""),
        }
    }
}

/// The status of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rcode {
    /// The name exists, though perhaps without a record of the type.
    NoError,
    /// The name does not exist.
    NxDomain,
}

impl Rcode {
    /// The name as `dig` prints it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoError => "NOERROR",
            Self::NxDomain => "NXDOMAIN",
        }
    }
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub rcode: Rcode,
    /// The records.
    pub answer: Vec<Record>,
    /// Nothing that the input does not show could change the answer.
    pub certain: bool,
}
