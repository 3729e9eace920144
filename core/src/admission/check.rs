//! The checks of the API server that somebody tells apart.

/// The check that a cause or a warning comes from, as far as what follows depends on it.
///
/// Upstream has hundreds; those that are told by their reason and in the server's own words are [`Check::General`]
/// ("must be …", "may not be …") or [`Check::Stated`] ("conflicting …").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Check {
    /// None that is told apart; its words follow the name of the field.
    #[default]
    General,
    /// None that is told apart; its words are a statement of their own.
    Stated,

    // What must not change.
    /// A field keeps its first value.
    Immutable,
    /// The data of a ConfigMap or Secret that is marked immutable.
    ImmutableData,
    /// An object of which few fields may be changed.
    Update,

    // What a Service takes from the cluster.
    /// The allocator has the requested address under another Service.
    IpTaken,
    /// The requested address lies in no range for Services.
    IpOutOfRange,
    /// The allocator cannot name the Service as the holder of an address.
    IpHolder,
    /// The cluster does not have an IP family.
    FamilyNotConfigured,
    /// The cluster has one IP family where a Service wants two.
    SingleStackCluster,
    /// The allocator has the requested node port already.
    NodePortTaken,
    /// One Service asks for a node port twice in one protocol.
    NodePortTwice,
    /// The requested node port is not one of the cluster's.
    NodePortOutOfRange {
        /// The first node port.
        low: u16,
        /// The last node port.
        high: u16,
    },

    // Names, labels and numbers.
    /// A lowercase RFC 1123 label.
    Dns1123Label,
    /// One label, where more were written.
    SingleLabel,
    /// A lowercase RFC 1123 subdomain.
    Dns1123Subdomain,
    /// A DNS-1035 label.
    Dns1035Label,
    /// `*.` and a subdomain.
    WildcardSubdomain,
    /// The key of a label.
    LabelKey,
    /// The part of a label's key before the slash.
    LabelKeyPrefix,
    /// The value of a label.
    LabelValue,
    /// The characters of a port's name.
    PortName,
    /// The letter that a port's name must have.
    PortNameLetter,
    /// The hyphens of a port's name.
    PortNameHyphens,
    /// The length of a text.
    MaxLength(u16),
    /// A port's number.
    PortNumber,
    /// The length of the name in a label's key.
    LabelKeyLength,
    /// A domain in front of a name, which is missing.
    PrefixMissing,
    /// The name of an environment variable.
    EnvName,
    /// The characters of an environment variable's name.
    EnvNameCharacters,
    /// A key of a ConfigMap or Secret.
    ConfigKey,
    /// A percentage.
    Percent,
    /// The name of an HTTP header.
    HeaderName,
    /// A C identifier.
    CIdentifier,
    /// The path of a URL.
    UrlPath,

    /// A group and a version.
    GroupVersion,
    /// The times of a CronJob.
    Schedule,
    /// The name of a time zone.
    TimeZone,

    // Addresses.
    /// An address.
    Ip,
    /// Zeros in front of an address's or a block's numbers.
    LeadingZeros,
    /// An IPv4 address written as IPv6.
    MappedIp,
    /// An address or a block in the one spelling that its standard wants.
    Canonical,
    /// A block of addresses.
    Cidr,
    /// Bits of an address behind its block's prefix.
    HostBits,
    /// A loopback address where Pods or hosts are meant.
    LoopbackIp,
    /// A link-local address where Pods or hosts are meant.
    LinkLocalIp,
    /// `0.0.0.0` or `::` where Pods or hosts are meant.
    UnspecifiedIp,

    // Services.
    /// A field of Services of one type only.
    OnlyOfType(&'static str),
    /// A field that Services of type ClusterIP do not have.
    NotOfClusterIp,
    /// A headless Service of another type than ClusterIP.
    HeadlessType,
    /// `clusterIPs` without `clusterIP`.
    ClusterIpsAlone,
    /// The first of `clusterIPs` and `clusterIP`.
    FirstClusterIp,
    /// An address of another family than its place says.
    FamilyOfIp,
    /// One IP family under two addresses.
    TwoOfSingleStack,
    /// `externalTrafficPolicy` where nothing outside reaches the Service.
    ExternallyReachedOnly,
    /// `healthCheckNodePort` where nothing asks for it.
    HealthCheckOnly,
    /// The seconds of session affinity.
    AffinityTimeout,

    // Ingresses.
    /// A path that starts with a slash.
    AbsolutePath,
    /// The annotation and the field for an Ingress's class.
    ClassTwice,
    /// An address where a host name is meant.
    HostIsIp,
    /// A backend without Service and resource.
    BackendMissing,
    /// A backend that names a Service and a resource.
    BackendTwice,
    /// The port of a backend, which is missing.
    BackendPortMissing,
    /// The port of a backend by name and by number.
    BackendPortTwice,
    /// An Ingress with neither rules nor default backend.
    NoRules,
    /// The type of a path, which is missing.
    PathTypeMissing,

    // NetworkPolicies.
    /// A peer that names nothing.
    PeerMissing,
    /// A peer that names a block and Pods.
    PeerTwice,
    /// A block that must lie in another.
    ExceptOutside,
    /// The end of a range of ports.
    EndPort,

    // Other kinds.
    /// A name, which is missing.
    NameMissing,
    /// The version of a stored object on one that is created.
    ResourceVersion,
    /// A subset of Endpoints without addresses.
    SubsetEmpty,
    /// A selector that does not select the template's Pods.
    TemplateNotSelected,
    /// The operator of a selector.
    SelectorOperator,
    /// A selector that selects every Pod.
    SelectorEmpty,
    /// A selector that cannot be read; another cause says why.
    SelectorUnreadable,
    /// The selector of a Job, which the server writes.
    JobSelector,
    /// The name of a Job whose Pods get an index behind it.
    IndexedName,
    /// The restarts of a Job that says what to do about failures.
    NeverRestart,
    /// A field that rolling updates alone have.
    RollingUpdateOnly,
    /// The owner that controls an object.
    OneController,
    /// A name that the system keeps to itself.
    ReservedName,
    /// Resources that are named beside the star that names all.
    StarAlone,
    /// An entry that repeats another.
    Repeated,
    /// Seconds that a webhook may take.
    WebhookTimeout,
    /// The URL of a webhook.
    WebhookUrl,
    /// A step of a path, which is empty.
    EmptySegment,
    /// The scope of a quota.
    QuotaScope,
    /// URLs in the rules of one namespace.
    NonResourceUrls,
    /// A key of a ConfigMap that both of its maps have.
    KeyTwice,
    /// JSON that holds a map.
    JsonMap,

    // Pods and volumes.
    /// The field that a node selector compares.
    FieldSelectorKey,
    /// A profile that an annotation and a field name differently.
    ProfilesDiffer,
    /// Huge pages without memory or processor.
    HugePagesAlone,
    /// The name of a kernel's setting.
    SysctlName,
    /// The rights of a file.
    FileMode,
    /// The name of a volume that the Pod does not have.
    VolumeMissing,
    /// A toleration without a key.
    ExistsWithoutKey,
    /// The effect of a toleration that ends.
    NoExecuteOnly,
    /// The value of a toleration that compares none.
    ValueOfExists,
    /// An amount of storage below zero.
    NegativeSize,
    /// `None` beside addresses.
    NoneAlone,

    // Storage, limits and policy.
    /// A volume without a source.
    SourceMissing,
    /// A volume with several sources.
    OneSource,
    /// `ReadWriteOncePod` among other modes of access.
    AccessModeAlone,
    /// The root of a node's file system, which would be emptied.
    RecycledRoot,
    /// A claim that asks for less than it has.
    BelowCapacity,
    /// Two fields of which one may be set.
    EitherOf(&'static str, &'static str),
    /// A name that is the system's.
    SystemName,
    /// A priority that is the system's.
    SystemPriority,
    /// A resource that quotas do not know.
    QuotaResource,
    /// A scope that does not apply to a limited resource.
    ScopeOfResource,
    /// Scopes that exclude each other.
    ScopesExclusive,
    /// The order of a range's amounts.
    LimitOrder,
    /// The ratio of a range's limits and requests.
    LimitRatio,
    /// The bounds of a range for claims, which are missing.
    StorageBounds,

    // Definitions and custom resources.
    /// The name of a definition.
    DefinitionName,
    /// The name of a kind.
    KindName,
    /// A path into objects.
    JsonPath,
    /// A default that its schema refuses.
    DefaultValue,
    /// A regular expression.
    Pattern,
    /// The schemas of which a value must fit some.
    Alternatives,
    /// The range of a number.
    NumberFormat,
    /// A rule of a definition.
    Rule,
    /// The rules of a definition, which were not run.
    RulesNotRun,

    // Warnings.
    /// Something deprecated.
    Deprecated {
        /// What takes its place, where the server names it.
        instead: Option<&'static str>,
    },
    /// `PreferClose`, the old name of `PreferSameZone`.
    PreferClose,
    /// An EndpointSlice of names.
    NamesAsEndpoints,
    /// A field without effect.
    Ignored,
    /// A field of a headless Service that has no effect.
    IgnoredByHeadless,
    /// External addresses of a Service with an external name.
    IgnoredByExternalName,
    /// A name that Pods cannot have as their host name.
    NameSurprises,
    /// Something that no longer has any effect.
    NonFunctional {
        /// The field that takes its place.
        instead: Option<&'static str>,
    },
    /// External addresses of a Service, which are deprecated.
    ExternalIps,
    /// A container port that is declared twice.
    PortRepeated,
    /// The name of a container port that another has.
    PortNameRepeated,
    /// An address of the host without a port of the host.
    HostIpAlone,
    /// A variable that takes the place of an earlier one of its name.
    VariableHidden,
    /// A resource that no webhook is asked about.
    NoWebhook,
    /// Requests above limits.
    RequestsAboveLimits,
    /// A name that is empty.
    EmptyName,
    /// An amount of bytes that is not a whole number.
    FractionalBytes,
    /// A negative number that the server reads as 1.
    ReadAsOne,
    /// A selector that selects nothing because it is null.
    SelectsNothing,
    /// Files of one volume at the same place.
    PathsOverlap,
    /// A projected volume that projects nothing.
    NoSources,
    /// A time zone inside a schedule.
    ZoneInSchedule,
    /// Revisions that are never cleaned up.
    KeepsAllRevisions,
    /// More indexes than a Job can keep track of.
    IndexesUntracked,
    /// A certificate or key that is not in PEM.
    NoPemData,
    /// An address or block in a form that other readers may take for another.
    NonStandardIp,
}

impl Check {
    /// Says whether the check refuses any change of a field.
    pub const fn is_immutable(self) -> bool {
        matches!(self, Self::Immutable | Self::ImmutableData | Self::Update)
    }

    /// Says whether the check is the allocation of what a Service takes from the cluster.
    pub const fn is_allocation(self) -> bool {
        self.is_taken()
            || matches!(
                self,
                Self::IpOutOfRange
                    | Self::IpHolder
                    | Self::FamilyNotConfigured
                    | Self::SingleStackCluster
                    | Self::NodePortOutOfRange { .. }
            )
    }

    /// Says whether the check refuses what something else of the input holds.
    pub const fn is_taken(self) -> bool {
        matches!(self, Self::IpTaken | Self::NodePortTaken | Self::NodePortTwice)
    }

    /// Says whether the check warns of something deprecated.
    pub const fn is_deprecation(self) -> bool {
        matches!(
            self,
            Self::Deprecated { .. } | Self::PreferClose | Self::ExternalIps | Self::NamesAsEndpoints
        )
    }

    /// Says whether the check reads keys of a map and shows the key.
    pub const fn is_of_key(self) -> bool {
        matches!(self, Self::LabelKey | Self::LabelKeyPrefix | Self::LabelKeyLength)
    }

    /// Says whether the check forbids a value of a field and not the field.
    pub const fn is_of_value(self) -> bool {
        matches!(
            self,
            Self::AccessModeAlone
                | Self::RecycledRoot
                | Self::BelowCapacity
                | Self::SystemName
                | Self::SystemPriority
                | Self::ReservedName
                | Self::ProfilesDiffer
                | Self::HugePagesAlone
                | Self::NegativeSize
        )
    }

    /// The words that a check is told in.
    pub fn says(self, text: impl Into<String>) -> Said {
        Said { origin: self, text: text.into() }
    }
}

/// Words of the server and the check that they come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The check.
    pub origin: Check,
    /// The words.
    pub text: String,
}

impl From<String> for Said {
    fn from(text: String) -> Self {
        Check::General.says(text)
    }
}

impl From<&String> for Said {
    fn from(text: &String) -> Self {
        Check::General.says(text.clone())
    }
}

impl From<&str> for Said {
    fn from(text: &str) -> Self {
        Check::General.says(text)
    }
}
