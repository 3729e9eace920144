//! What to type.

use super::phrase::{choice, is_item, noun_of_type, short, shown, ticked};
use super::words::Subject;
use crate::admission::{Check, Detail, Reason, Warning};

/// Says what to do about a refusal, in one sentence.
pub(super) fn help(subject: &Subject<'_>) -> String {
    let Subject { cause, path, .. } = *subject;
    let field = short(path, usize::MAX);
    if let Some(help) = of_check(cause.origin) {
        return help;
    }
    if is_stated(cause.origin) {
        return format!("change `{field}`: {}", ticked(cause.words()));
    }
    match (cause.reason, &cause.detail) {
        (Reason::Required, _) if path.to_string() == "spec.type" => {
            "write `type: ExternalName`, or `ports` in place of `externalName`".to_owned()
        }
        (Reason::Required, Detail::Text(words)) if subject.is_incomplete() && !words.is_empty() => {
            format!("complete `{field}`: {}", ticked(words))
        }
        (Reason::Required, _) => format!("write `{field}`"),
        (Reason::NotSupported, Detail::Choices(choices)) => format!("write {}", choice(choices)),
        (Reason::Duplicate, _) if is_item(path) && field.starts_with("ports") => {
            "change the port or its protocol, or delete one of the two entries".to_owned()
        }
        (Reason::Duplicate, _) => "give each entry a value of its own, or delete one".to_owned(),
        (Reason::Forbidden, _) => format!("delete `{field}`"),
        (_, Detail::AtMost(limit, unit)) => format!("use at most {limit} {}", unit.of(*limit)),
        (_, Detail::OfType(wanted, _)) => format!("write {}", noun_of_type(wanted)),
        (_, Detail::Match(pattern)) => format!("write a text that matches {}", shown(pattern, usize::MAX)),
        (_, Detail::Text(words) | Detail::InBody(words)) if !words.is_empty() => {
            format!("`{field}` {}", ticked(words))
        }
        (Reason::NotFound, _) => "name one that is there".to_owned(),
        (
            Reason::NotSupported
            | Reason::TooLong
            | Reason::TooMany
            | Reason::Invalid
            | Reason::TypeInvalid
            | Reason::Internal,
            Detail::Text(_) | Detail::Whole(_) | Detail::About(..) | Detail::InBody(_) | Detail::Choices(_),
        ) => format!("change `{field}`"),
    }
}

/// Says whether the words of a check are a statement of their own.
fn is_stated(check: Check) -> bool {
    matches!(check, Check::Stated | Check::Rule)
}

/// Says what to do about a warning, if anything.
pub(super) fn of_warning(warning: &Warning) -> Option<String> {
    of_check(warning.origin)
}

/// What to do about what a check found; `None` where its words say it.
fn of_check(check: Check) -> Option<String> {
    let text = match check {
        Check::General | Check::Stated | Check::Rule => return None,
        Check::Immutable | Check::ImmutableData | Check::Update => {
            "delete the object and create it again, or keep the old value"
        }
        Check::NodePortTaken | Check::NodePortTwice => {
            "write another number, or leave it out to let the server choose"
        }
        Check::NodePortOutOfRange { low, high } => {
            return Some(format!("write a number of {low}-{high}, or leave it out to let the server choose"));
        }
        Check::IpTaken | Check::IpOutOfRange => {
            "write an address of the Service range, or leave it out to let the server choose"
        }
        Check::IpHolder => "give the Service a valid name",
        Check::FamilyNotConfigured | Check::SingleStackCluster => "use a family that the cluster has",
        Check::Dns1123Label => "use lower-case letters, digits and `-`; start and end with a letter or digit",
        Check::SingleLabel => "write one label without dots",
        Check::Dns1123Subdomain => {
            "use lower-case letters, digits, `-` and `.`; start and end with a letter or digit"
        }
        Check::Dns1035Label => "use lower-case letters, digits and `-`; start with a letter",
        Check::WildcardSubdomain => "write one `*.` in front and a domain name behind it",
        Check::LabelKey => "use letters, digits, `-`, `_` and `.`; at most one `/` after a domain",
        Check::LabelKeyPrefix => "write a domain name before the `/`",
        Check::LabelKeyLength => "use at most 63 characters after the `/`",
        Check::LabelValue => "use letters, digits, `-`, `_` and `.`; start and end with a letter or digit",
        Check::PrefixMissing => "write a domain and `/` in front, such as `example.com/name`",
        Check::PortName => "use lower-case letters, digits and `-`",
        Check::PortNameLetter => "write the number without quotes, or a name with a letter in it",
        Check::PortNameHyphens => "use single hyphens between letters and digits",
        Check::MaxLength(limit) => return Some(format!("use at most {limit} characters")),
        Check::PortNumber => "write a number of 1 to 65535",
        Check::EnvName => "use letters, digits, `_`, `-` and `.`; do not start with a digit",
        Check::EnvNameCharacters => "use printable ASCII characters other than `=`",
        Check::ConfigKey => "use letters, digits, `-`, `_` and `.`",
        Check::Percent => "write a number followed by `%`",
        Check::HeaderName => "use letters, digits and `-`",
        Check::CIdentifier => "use letters, digits and `_`; do not start with a digit",
        Check::GroupVersion => "write a group and a version, such as `apps/v1`",
        Check::Schedule => "write five fields such as `*/5 * * * *`, or `@daily`",
        Check::TimeZone => "write a time zone such as `Europe/Berlin`",
        Check::UrlPath => "use letters, digits and the characters that the path of a URL may hold",
        Check::Ip => "write an address such as `10.9.8.7` or `2001:db8::1`",
        Check::LeadingZeros => "write the numbers without leading zeros",
        Check::MappedIp => "write the IPv4 address itself",
        Check::Canonical => "write the address in its canonical form",
        Check::Cidr => "write a block such as `10.9.8.0/24`",
        Check::HostBits => "write the first address of the block, or a longer prefix",
        Check::LoopbackIp => "write the address of a Pod or host, not the loopback address",
        Check::LinkLocalIp => "write an address outside the link-local range",
        Check::UnspecifiedIp => "write the address of a Pod or host",
        Check::NonStandardIp => "write the address as the server spells it",
        Check::OnlyOfType(wanted) => return Some(format!("delete it, or write `type: {wanted}`")),
        Check::NotOfClusterIp => "delete it, or write `type: NodePort`",
        Check::HeadlessType => "delete `clusterIP`, or write `type: ClusterIP`",
        Check::ClusterIpsAlone => "write the first address as `clusterIP` too",
        Check::FirstClusterIp => "write the same address in `clusterIP` and first in `clusterIPs`",
        Check::FamilyOfIp => {
            "write an address of the family that `ipFamilies` gives it, or change `ipFamilies`"
        }
        Check::TwoOfSingleStack => "write `ipFamilyPolicy: PreferDualStack` or `RequireDualStack`",
        Check::ExternallyReachedOnly => "delete it, or write `type: NodePort` or `LoadBalancer`",
        Check::HealthCheckOnly => {
            "delete it, or write `type: LoadBalancer` and `externalTrafficPolicy: Local`"
        }
        Check::AffinityTimeout => "write a number of 1 to 86400",
        Check::AbsolutePath => "start the path with `/`",
        Check::ClassTwice => "delete the annotation, or write the same class in both",
        Check::HostIsIp => "write a host name, or leave `host` out",
        Check::BackendMissing => "write `service` with its name and port",
        Check::BackendTwice => "keep `service` or `resource`, not both",
        Check::BackendPortMissing => "write `port.name` or `port.number` of the Service port",
        Check::BackendPortTwice => "keep `port.name` or `port.number`, not both",
        Check::NoRules => "write `rules` or `defaultBackend`",
        Check::PathTypeMissing => "write `pathType: Prefix` or `pathType: Exact`",
        Check::PeerMissing => {
            "write `podSelector`, `namespaceSelector` or `ipBlock`; delete the list to mean everyone"
        }
        Check::PeerTwice => "make two peers of it: one with `ipBlock`, one with the selectors",
        Check::ExceptOutside => "write a smaller block inside `cidr`",
        Check::EndPort => "write an `endPort` that is not below `port`",
        Check::NameMissing => "write `metadata.name`",
        Check::ResourceVersion => {
            "delete `metadata.resourceVersion`: kubectl does so too, other clients are refused"
        }
        Check::SubsetEmpty => "add `addresses` to the subset",
        Check::TemplateNotSelected => "write the selector's labels in the template",
        Check::SelectorOperator => "write `In`, `NotIn`, `Exists` or `DoesNotExist`",
        Check::SourceMissing => "write the source of the volume, such as `csi` or `nfs`",
        Check::OneSource => "keep one source, and make a volume of its own of each other",
        Check::AccessModeAlone => "keep `ReadWriteOncePod` alone, or leave it out",
        Check::RecycledRoot => "write `Retain` or `Delete`",
        Check::BelowCapacity => "write no less than the claim has",
        Check::EitherOf(one, other) => return Some(format!("keep `{one}` or `{other}`, not both")),
        Check::SystemName => "write a name that does not start with `system-`",
        Check::SystemPriority => "write at most 1000000000",
        Check::QuotaResource => {
            "write a resource such as `requests.cpu`, or `count/` with the plural of a kind and its group"
        }
        Check::ScopeOfResource => "limit only what the scope applies to, or leave the scope out",
        Check::ScopesExclusive => "keep one of the two scopes that exclude each other",
        Check::LimitOrder => "let `min`, `defaultRequest`, `default` and `max` rise in this order",
        Check::LimitRatio => "write a ratio of at least 1 and at most `max` divided by `min`",
        Check::StorageBounds => "write `min.storage` or `max.storage`",
        Check::SelectorEmpty => "write `matchLabels` that the template has",
        Check::SelectorUnreadable => "correct the selector first",
        Check::JobSelector => "delete `selector`: the server writes it",
        Check::IndexedName => {
            "use lower-case letters, digits and `-`, and a name that leaves room for an index"
        }
        Check::NeverRestart => "write `restartPolicy: Never`",
        Check::RollingUpdateOnly => "delete it, or write `type: RollingUpdate`",
        Check::OneController => "keep `controller: true` in one of the references",
        Check::ReservedName => "use another name: the system keeps this one to itself",
        Check::StarAlone => "keep the star, or name what is meant one by one",
        Check::Repeated => "delete one of the two entries",
        Check::WebhookTimeout => "write a number of 1 to 30",
        Check::WebhookUrl => "write a URL such as `https://host/path`, without user, query and fragment",
        Check::EmptySegment => "write single slashes",
        Check::QuotaScope => {
            "write `Terminating`, `NotTerminating`, `BestEffort`, `NotBestEffort` or another scope of quotas"
        }
        Check::NonResourceUrls => "use a ClusterRole for `nonResourceURLs`",
        Check::KeyTwice => "keep the key in `data` or in `binaryData`",
        Check::JsonMap => "write a JSON object",
        Check::FieldSelectorKey => "write `metadata.name`",
        Check::ProfilesDiffer => "write the same profile in both, or delete the annotation",
        Check::HugePagesAlone => "add `cpu` or `memory`",
        Check::SysctlName => "use lower-case letters, digits, `-` and `_`, with `.` or `/` between them",
        Check::FileMode => "write an octal number such as `0644`",
        Check::VolumeMissing => "name one of `volumes`, or add the volume there",
        Check::ExistsWithoutKey => "write `operator: Exists`, or a `key`",
        Check::NoExecuteOnly => "write `effect: NoExecute`, or delete `tolerationSeconds`",
        Check::ValueOfExists => "delete `value`, or write `operator: Equal`",
        Check::NegativeSize => "write 0 or more",
        Check::NoneAlone => "keep `None` alone, or delete it",
        Check::Alternatives => "give it one of the shapes that its definition allows",
        Check::NumberFormat => "write a number that its type can hold",
        Check::RulesNotRun => "correct the other errors first",
        Check::Deprecated { instead: Some(instead) } | Check::NonFunctional { instead: Some(instead) } => {
            return Some(format!("use `{instead}`"));
        }
        Check::Deprecated { instead: None } | Check::ExternalIps | Check::NamesAsEndpoints => {
            "use what took its place"
        }
        Check::NonFunctional { instead: None } => "use another kind of volume",
        Check::PreferClose => "use `PreferSameZone`",
        Check::Ignored | Check::IgnoredByHeadless | Check::IgnoredByExternalName => {
            "delete it, or change what makes it ignored"
        }
        Check::NameSurprises => "use lower-case letters, digits and `-`, at most 63 characters",
        Check::PortRepeated | Check::PortNameRepeated => "give each port a name and number of its own",
        Check::HostIpAlone => "delete `hostIP`, or write `hostPort`",
        Check::VariableHidden => "delete one of the two entries",
        Check::NoWebhook => "delete the resource",
        Check::RequestsAboveLimits => "write a request that is not above the limit",
        Check::EmptyName => "write a name, or delete the entry",
        Check::FractionalBytes => "write a whole number of bytes",
        Check::ReadAsOne => "write 0 or more",
        Check::SelectsNothing => "write a `labelSelector`; `{}` selects every Pod",
        Check::PathsOverlap => "give each file a path of its own",
        Check::NoSources => "write `sources`, or delete the volume",
        Check::ZoneInSchedule => "write the zone in `timeZone`",
        Check::KeepsAllRevisions => "write 0 or more",
        Check::IndexesUntracked => "use fewer completions or less parallelism",
        Check::DefinitionName => "write the plural of the kind, a dot and the group",
        Check::KindName => "use letters, digits and `-`; start with a letter",
        Check::JsonPath => "start the path with a dot",
        Check::DefaultValue => "write a default that the schema allows",
        Check::Pattern => "write a regular expression that Go can read",
        Check::NoPemData => "write the certificate or key in PEM",
    };
    Some(text.to_owned())
}
