"""What stands in a VPC: in which subnets, behind which security groups, on which port, with a public address or not."""

from collections.abc import Callable, Iterator, Mapping

from awslint.model.finding import Evidence
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.model.value import Absent, Scalar, Unknown, Value, Why
from awslint.query.view import View

_ENGINES = {
    "aurora-postgresql": 5432,
    "aurora": 3306,
    "mysql": 3306,
    "mariadb": 3306,
    "postgres": 5432,
    "oracle": 1521,
    "custom-oracle": 1521,
    "sqlserver": 1433,
    "custom-sqlserver": 1433,
    "db2": 50000,
}
_PORTS = {
    "AWS::DocDB::DBCluster": 27017,
    "AWS::Neptune::DBCluster": 8182,
    "AWS::Redshift::Cluster": 5439,
    "AWS::RedshiftServerless::Workgroup": 5439,
    "AWS::ElastiCache::ReplicationGroup": 6379,
    "AWS::ElastiCache::CacheCluster": 6379,
    "AWS::EFS::MountTarget": 2049,
    "AWS::OpenSearchService::Domain": 443,
}
# What a database is restored from.
_ORIGINALS = ("SnapshotIdentifier", "DBSnapshotIdentifier", "SourceDBClusterIdentifier", "RestoreToTime")
LOAD_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
CLASSIC = "AWS::ElasticLoadBalancing::LoadBalancer"
INSTANCE = "AWS::EC2::Instance"
FLEET = "AWS::AutoScaling::AutoScalingGroup"
LAMBDA = "AWS::Lambda::Function"
MEMBER = "AWS::RDS::DBInstance"
DATABASE_CLUSTER = "AWS::RDS::DBCluster"
SERVICE = "AWS::ECS::Service"
INTERFACE = "AWS::EC2::NetworkInterface"
DOMAIN = "AWS::OpenSearchService::Domain"

# The property that gives a public address, the value that does, and whether it does when nothing is written.
# None: that hangs on the VPC. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
_FLAGS: Mapping[str, tuple[tuple[str, ...], str, bool | None]] = {
    "AWS::RDS::DBInstance": (("PubliclyAccessible",), "true", None),
    "AWS::RDS::DBCluster": (("PubliclyAccessible",), "true", None),
    "AWS::Redshift::Cluster": (("PubliclyAccessible",), "true", False),
    "AWS::AmazonMQ::Broker": (("PubliclyAccessible",), "true", False),
    "AWS::DMS::ReplicationInstance": (("PubliclyAccessible",), "true", True),
    "AWS::RedshiftServerless::Workgroup": (("PubliclyAccessible",), "true", False),
    "AWS::MSK::Cluster": (
        ("BrokerNodeGroupInfo", "ConnectivityInfo", "PublicAccess", "Type"),
        "service_provided_eips",
        False,
    ),
    SERVICE: (("NetworkConfiguration", "AwsvpcConfiguration", "AssignPublicIp"), "enabled", False),
    LOAD_BALANCER: (("Scheme",), "internet-facing", True),
    CLASSIC: (("Scheme",), "internet-facing", True),
}
CALLERS = frozenset({INSTANCE, FLEET, LAMBDA, LOAD_BALANCER, CLASSIC, SERVICE, INTERFACE})
HOSTS = frozenset({*_PORTS, *_FLAGS, *CALLERS, "AWS::EC2::VPCEndpoint"})


@record(eq=False)
class Found:
    """Resources that a host names, and the references that leave the input.

    default   for security groups: the host names none, and has that of a VPC which the input does not make
    own       for security groups: the host names none, and has that of these VPCs; known has the entries added to it
    """

    known: tuple[tuple[Resource, Truth], ...]
    open: tuple[Evidence, ...] = ()
    default: Evidence | None = None
    own: frozenset[str] = frozenset()


def subnets(view: View, host: Resource) -> Found:
    """The subnets that a host may stand in."""
    inherited = _inherits(view, host, "DBSubnetGroupName")
    if inherited is not None:
        return _through(view, host, inherited, subnets)
    groups = _through(view, host, "subnet-group", lambda seen, group: _named(seen, group, "stands-in"))
    if groups.known or groups.open:
        return groups
    found = _named(view, host, "stands-in")
    if host.type == INSTANCE and not found.known and not found.open:
        return _through(view, host, "interface-of", subnets)
    return found


def groups(view: View, host: Resource) -> Found:
    """The security groups that guard a host.

    One that names none has its VPC's own group, which in a new VPC lets in nobody else.
    https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
    """
    found = _guards(view, host)
    if found.known or found.open or found.default:
        return found
    vpcs = frozenset(vpc.key for vpc in _vpcs(view, host))
    if not vpcs:
        return Found((), default=Evidence(host.key, host.place, ""))
    written = view.once("default-group-entries", host.scope, lambda: _default_entries(view, host.scope))
    return Found(tuple((entry, Truth.YES) for vpc, entry in written if vpc in vpcs), own=vpcs)


def _default_entries(view: View, scope: str) -> list[tuple[str, Resource]]:
    """The entries that resources of their own add to VPCs' own groups, each with the VPC's key."""
    found = []
    for entry, certain in view.resources(scope, "AWS::EC2::SecurityGroupIngress"):
        named = view.read(entry, "GroupId")
        to = named.refers_to if isinstance(named, Scalar | Unknown) else None
        if certain is Truth.YES and to is not None and to.attribute == "DefaultSecurityGroup":
            found.append((to.target, entry))
    return found


def _guards(view: View, host: Resource) -> Found:
    if host.type == FLEET:
        return _through(view, host, "launches-from", _guards)
    inherited = _inherits(view, host, "VPCSecurityGroups")
    if inherited == "rds-replica-source":
        # By its reference the VPC's own group, by the text beside it that of the source.
        # https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstanceReadReplica.html
        return Found((), default=Evidence(host.key, host.place, ""))
    if inherited is not None:
        return _through(view, host, inherited, groups)
    found = _named(view, host, "guarded-by")
    if host.type == INSTANCE and not found.known and not found.open:
        for relation in ("launches-from", "interface-of"):
            found = _through(view, host, relation, _guards)
            if found.known or found.open:
                break
    return found


def _vpcs(view: View, host: Resource) -> Iterator[Resource]:
    for subnet, _ in subnets(view, host).known:
        yield from (vpc.resource for vpc in view.related(subnet, "in-vpc").members if vpc.certain is Truth.YES)


def _inherits(view: View, host: Resource, name: str) -> str | None:
    """The relation to the cluster or source whose network an instance shares, unless it says otherwise."""
    if host.type != MEMBER:
        return None
    if not isinstance(view.read(host, "DBClusterIdentifier"), Absent):
        return "rds-cluster-member"
    replica = not isinstance(view.read(host, "SourceDBInstanceIdentifier"), Absent)
    return "rds-replica-source" if replica and isinstance(view.read(host, name), Absent) else None


def _through(view: View, host: Resource, relation: str, ask: Callable[[View, Resource], Found]) -> Found:
    if not _has(view, relation, host):
        return Found(())
    related = view.related(host, relation)
    inner = [(one.certain, ask(view, one.resource)) for one in related.members]
    left = tuple(view.evidence(host, value) for value in related.open)
    known = tuple((one, all_of((certain, sure))) for certain, found in inner for one, sure in found.known)
    return Found(known, (*left, *(e for _, found in inner for e in found.open)))


def _named(view: View, host: Resource, relation: str) -> Found:
    if not _has(view, relation, host):
        return Found(())
    related = view.related(host, relation)
    left = tuple(view.evidence(host, value) for value in related.open)
    return Found(tuple((one.resource, one.certain) for one in related.members), left)


def _has(view: View, relation: str, host: Resource) -> bool:
    return any(host.type in row.sources for row in view.knowledge.relations[relation])


def port_of(view: View, host: Resource) -> int | None:
    """The port that a host serves; its engine's usual one where none is written. None where that is not known.

    A cluster decides for its members, and a restored database has the port of its original. CloudFormation may give
    Aurora PostgreSQL 3306: https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/281
    """
    if host.type == MEMBER and not isinstance(view.read(host, "DBClusterIdentifier"), Absent):
        clusters = view.related(host, "rds-cluster-member").members
        return port_of(view, clusters[0].resource) if clusters else None
    written = view.read(host, "Port")
    if isinstance(written, Scalar) and str(written.data).isdigit():
        return int(str(written.data))
    if isinstance(written, Unknown):
        return None
    engine = view.read(host, "Engine")
    name = str(engine.data) if isinstance(engine, Scalar) else ""
    if any(_is_given(view.read(host, one)) for one in _ORIGINALS):
        return None
    if host.type == DATABASE_CLUSTER and name == "aurora-postgresql" and host.language != "terraform":
        return None
    if host.type in (MEMBER, DATABASE_CLUSTER):
        sources = view.related(host, "rds-replica-source").members if host.type == MEMBER and not name else ()
        if sources:
            return port_of(view, sources[0].resource)
        return next((port for start, port in _ENGINES.items() if name.startswith(start)), None)
    if host.type == "AWS::ElastiCache::CacheCluster" and name == "memcached":
        return 11211
    return _PORTS.get(host.type)


def _is_given(value: Value) -> bool:
    """Whether somebody wrote a value; Terraform leaves what nobody wrote to the provider, which tells after apply."""
    if isinstance(value, Unknown) and value.why in (Why.AFTER_APPLY, Why.UNMAPPED):
        return value.refers_to is not None
    return not isinstance(value, Absent)


def public_address(view: View, host: Resource, subnet: Resource | None) -> tuple[Truth, Evidence]:
    """Whether a host that stands in the subnet has an address that the internet can send to."""
    if host.type == INSTANCE:
        return _instance_address(view, host, subnet)
    if host.type == FLEET:
        return _fleet_address(view, host, subnet)
    if host.type == INTERFACE:
        return _elastic(view, host) or (Truth.NO, Evidence(host.key, host.place, ""))
    if host.type == SERVICE and isinstance(view.read(host, "NetworkConfiguration"), Absent):
        return Truth.UNKNOWN, Evidence(host.key, host.place, "")  # that of the instances that it runs on
    flag = _FLAGS.get(host.type)
    if flag is None:
        return Truth.NO, Evidence(host.key, host.place, "")
    path, text, default = flag
    value = view.read(host, *path)
    if isinstance(value, Absent):
        return _by_default(view, host, subnet, default), view.evidence(host, value, path=path)
    return is_text(value, text), view.evidence(host, value, path=path)


def _by_default(view: View, host: Resource, subnet: Resource | None, default: bool | None) -> Truth:
    if default is not None:
        return Truth.YES if default else Truth.NO
    if subnet is None:
        return Truth.UNKNOWN
    vpcs = [one.resource for one in view.related(subnet, "in-vpc").members if one.certain is Truth.YES]
    if not vpcs:
        return Truth.UNKNOWN
    attached = view.related(vpcs[0], "gateway-attachment").members
    gateways = [one for one in attached if not isinstance(view.read(one.resource, "InternetGatewayId"), Absent)]
    return any_of(one.certain for one in gateways)


def _instance_address(view: View, host: Resource, subnet: Resource | None) -> tuple[Truth, Evidence]:
    for owner in (host, *(one.resource for one in view.related(host, "interface-of").members)):
        elastic = _elastic(view, owner)
        if elastic is not None:
            return elastic
    return _from_interfaces(view, host, subnet, view.read(host, "NetworkInterfaces"), "NetworkInterfaces")


def _elastic(view: View, host: Resource) -> tuple[Truth, Evidence] | None:
    elastic = view.related(host, "elastic-address").members
    if not elastic:
        return None
    best = max(elastic, key=lambda one: one.certain is Truth.YES)
    return best.certain, view.evidence(best.source, best.naming)


def _fleet_address(view: View, host: Resource, subnet: Resource | None) -> tuple[Truth, Evidence]:
    launched = view.related(host, "launches-from")
    doubtful = [*launched.open, *(one.naming for one in launched.members if one.certain is not Truth.YES)]
    if doubtful:
        return Truth.UNKNOWN, view.evidence(host, doubtful[0])
    for member in launched.members:
        flag = view.read(member.resource, "AssociatePublicIpAddress")
        if not isinstance(flag, Absent):
            return is_text(flag, "true"), view.evidence(member.resource, flag)
        interfaces = view.read(member.resource, "LaunchTemplateData", "NetworkInterfaces")
        return _from_interfaces(view, member.resource, subnet, interfaces, "LaunchTemplateData.NetworkInterfaces")
    return _from_subnet(view, host, subnet)


def _from_interfaces(
    view: View, writer: Resource, subnet: Resource | None, interfaces: Value, path: str
) -> tuple[Truth, Evidence]:
    """The flag of the first interface that has one, else that of the subnet."""
    for item in view.items(interfaces)[0]:
        flag = view.get(item, "AssociatePublicIpAddress")
        if not isinstance(flag, Absent):
            return is_text(flag, "true"), view.evidence(writer, flag, path=(path,))
    return _from_subnet(view, writer, subnet)


def _from_subnet(view: View, host: Resource, subnet: Resource | None) -> tuple[Truth, Evidence]:
    if subnet is None:
        return Truth.UNKNOWN, Evidence(host.key, host.place, "")
    value = view.read(subnet, "MapPublicIpOnLaunch")
    return is_text(value, "true"), view.evidence(subnet, value, path=("MapPublicIpOnLaunch",))


def ipv6_address(view: View, host: Resource, subnet: Resource) -> tuple[Truth, Evidence]:
    """Whether a host that stands in the subnet has an IPv6 address that the internet may send to."""
    if host.type == LOAD_BALANCER:
        scheme, kind = view.read(host, "Scheme"), view.read(host, "IpAddressType")
        facing = Truth.YES if isinstance(scheme, Absent) else is_text(scheme, "internet-facing")
        both = any_of((is_text(kind, "dualstack"), is_text(kind, "dualstack-without-public-ipv4")))
        return all_of((facing, both)), view.evidence(host, kind, path=("IpAddressType",))
    if host.type not in (INSTANCE, FLEET, INTERFACE, SERVICE):
        return Truth.NO, Evidence(host.key, host.place, "")
    launched = view.related(host, "launches-from").members if _has(view, "launches-from", host) else ()
    for writer in (host, *(one.resource for one in launched)):
        for path in ((), ("LaunchTemplateData",)):
            interfaces = view.items(view.read(writer, *path, "NetworkInterfaces"))[0]
            for name in ("Ipv6AddressCount", "Ipv6Addresses"):
                for given in (view.read(writer, *path, name), *(view.get(item, name) for item in interfaces)):
                    if _is_given(given):
                        return ~is_text(given, "0"), view.evidence(writer, given)
    flag = view.read(subnet, "AssignIpv6AddressOnCreation")
    # Tasks get one where the account's setting says so.
    truth = all_of((is_text(flag, "true"), Truth.UNKNOWN if host.type == SERVICE else Truth.YES))
    return truth, view.evidence(subnet, flag, path=("AssignIpv6AddressOnCreation",))


def has_ipv6(view: View, subnet: Resource) -> bool:
    """Whether a subnet has a range of IPv6 addresses."""
    names = ("Ipv6CidrBlock", "Ipv6Native", "Ipv6IpamPoolId", "AssignIpv6AddressOnCreation")
    return any(not isinstance(view.read(subnet, name), Absent) for name in names)


def is_text(value: Value, text: str) -> Truth:
    """Whether a value is this text or boolean, whatever its case; nothing written is not."""
    if isinstance(value, Scalar):
        return Truth.YES if str(value.data).lower() == text else Truth.NO
    return Truth.UNKNOWN if isinstance(value, Unknown) else Truth.NO


def callers(view: View, scope: str) -> Iterator[Resource]:
    """The hosts of a scope that open connections by themselves: not databases, caches and endpoints."""
    for resource, _ in view.resources(scope, *sorted(CALLERS)):
        yield resource
