"""Resources of an IaC file, made in the mocked account by our own mapping, property by property.

moto's CloudFormation drops what it does not know and still says CREATE_COMPLETE.  Here every property is either used, known to
change nothing that a handler can see, or listed in a note.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from lambdatest.errors import AccountError
from lambdatest.model import Resource

Client = Callable[[str], Any]
Rename = Callable[[str, str, str, str], None]
"""Given a type, a region, the id that moto made up and the one that the file's references have: lets it have that one."""
NAMES = ("TableName", "QueueName", "TopicName", "BucketName", "Name", "DeliveryStreamName", "StateMachineName", "LogGroupName")
"""The properties that name what a resource is called in the account."""


class Properties:
    """The properties of one resource; remembers which were used, so that the rest can be listed.

    *declared* are all resources of the account, this one among them; *made* maps logical ids to the ids of what is made already.
    """

    def __init__(self, resource: Resource, region: str, declared: Collection[Resource] = ()) -> None:
        self.resource = resource
        self.region = region
        self.declared = declared
        self.notes: list[str] = []
        self.rename: Rename = _keep
        self.made: dict[str, str] = {}
        self.deferred: list[Callable[[], None]] = []
        self._unused = dict(resource.properties)

    def take(self, name: str, default: Any = None) -> Any:
        """The value of *name*, which is used now."""
        value = self._unused.pop(name, None)
        return default if value is None else value

    def require(self, name: str) -> Any:
        """The value of *name*.  Raises AccountError where there is none."""
        value = self.take(name)
        if value in (None, "", [], {}):
            raise AccountError(f"{self}: it has no {name}; add that property")
        return value

    def renamed(self, names: Mapping[str, str]) -> dict[str, Any]:
        """The properties that there are out of *names*, under the name that the API has for each."""
        found = {api: self.take(name) for name, api in names.items()}
        return {api: value for api, value in found.items() if value is not None}

    def taken(self, names: Iterable[str]) -> dict[str, Any]:
        """The properties that there are out of *names*."""
        return self.renamed({name: name for name in names})

    def later(self, action: Callable[[], None]) -> None:
        """Do *action* when every resource is there: the ones that refer to each other."""
        self.deferred.append(action)

    def tags(self) -> list[dict[str, str]]:
        """The tags, which CloudFormation writes as a list or as a map."""
        found = self.take("Tags") or []
        pairs = found.items() if isinstance(found, Mapping) else [(tag["Key"], tag.get("Value", "")) for tag in found]
        return [{"Key": str(key), "Value": str(value)} for key, value in pairs]

    def names(self, *types: str) -> set[str]:
        """The names and identities of every declared resource of one of *types*, and their logical ids."""
        found = [one for one in self.declared if one.type in types]
        named = {str(value) for one in found for name, value in one.properties.items() if name in NAMES and value}
        return named | {one.identity for one in found if one.identity} | {one.logical_id for one in found}

    def identify(self, made: Any) -> str:
        """Let what was *made*, by its id in moto, have the id that references to this resource have; gives that."""
        wanted = self.resource.identity or str(made)
        self.rename(self.resource.type, self.region, str(made), wanted)
        self.made[self.resource.logical_id] = wanted
        return wanted

    def without_effect(self, *names: str) -> None:
        """These properties change nothing that a handler can see in a mocked account."""
        for name in names:
            self._unused.pop(name, None)

    def ignore(self) -> None:
        """The resource is not built, so that no property of it is."""
        self._unused.clear()

    def note(self, message: str) -> None:
        """List something that is not as it is in AWS."""
        self.notes.append(f"{self}: {message}")

    def finish(self) -> list[str]:
        """Every note, those on unused properties included."""
        return [*self.notes, *(f"{self}: the property {name} is not mocked" for name in sorted(self._unused))]

    def __str__(self) -> str:
        return f"{self.resource.location}: {self.resource.type} {self.resource.logical_id}"


def _keep(_kind: str, _region: str, _old: str, _new: str) -> None:
    """Where nothing is made there is nothing to rename."""


Build = Callable[[Client, Properties], None]
BUILDERS: dict[str, Build] = {}
"""How each type is built, in the order in which the types depend on each other."""

# What the deployment needs and a handler's own calls do not see; functions are answered for by their names (`function_call`).
_SILENT = (
    *("AWS::IAM::", "AWS::ApiGateway", "AWS::Lambda::", "AWS::CloudWatch::", "AWS::CertificateManager::", "AWS::Scheduler::"),
    *("AWS::EC2::", "AWS::WAF", "AWS::ApplicationAutoScaling::", "AWS::CloudFormation::", "AWS::Budgets::", "AWS::Cognito::UserPoolDomain"),
    *("AWS::Serverless::Function", "AWS::Serverless::Api", "AWS::Serverless::HttpApi", "AWS::Serverless::LayerVersion"),
    *("AWS::Serverless::Connector", "AWS::XRay::", "AWS::CodeDeploy::", "AWS::CloudTrail::", "AWS::Config::", "AWS::CDK::", "Custom::"),
    *("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::Events::EventBusPolicy"),
    *("AWS::SecretsManager::ResourcePolicy", "AWS::SecretsManager::RotationSchedule", "AWS::Logs::SubscriptionFilter"),
    *("AWS::Logs::MetricFilter", "AWS::Logs::ResourcePolicy", "AWS::ElasticLoadBalancing", "AWS::Chatbot::", "AWS::Shield::"),
    *("AWS::Cognito::UserPoolResourceServer", "AWS::Cognito::UserPoolIdentityProvider", "AWS::Cognito::IdentityPoolRoleAttachment"),
    *("AWS::Cognito::UserPoolUICustomizationAttachment", "AWS::SES::ReceiptRule", "AWS::SES::ReceiptFilter", "AWS::SES::Configuration"),
)


def register(kind: str) -> Callable[[Build], Build]:
    """Register the function that builds the resources of a CloudFormation type."""

    def add(builder: Build) -> Build:
        BUILDERS[kind] = builder
        return builder

    return add


def build(resources: Sequence[Resource], client: Client, region: str, rename: Rename = _keep) -> list[str]:
    """Make *resources* with the clients that *client* gives by service; a note for everything that is not built.

    Raises AccountError, with the place in the file, where a resource cannot be made.
    """
    found: list[str] = []
    order = list(BUILDERS)
    known = [resource for resource in resources if resource.type in BUILDERS]
    made = [Properties(resource, region, resources) for resource in sorted(known, key=lambda resource: order.index(resource.type))]
    ids: dict[str, str] = {}
    for properties in made:
        properties.rename, properties.made = rename, ids
        _attempt(properties, partial(BUILDERS[properties.resource.type], client, properties))
    for properties in made:
        for action in properties.deferred:
            _attempt(properties, action)
        found += properties.finish()
    for resource in resources:
        if resource.type not in BUILDERS and not resource.type.startswith(_SILENT):
            found.append(f"{resource.location}: {resource.type} {resource.logical_id} is not built: the mocked account has no such type")
    return found


class _Nothing:
    """What nobody answers: any member of it is nothing too."""

    def __getattr__(self, name: str) -> "_Nothing":
        return self

    def __call__(self, *_: Any, **__: Any) -> "_Nothing":
        return self

    def __getitem__(self, key: Any) -> "_Nothing":
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __str__(self) -> str:
        return ""


def notes(resources: Sequence[Resource], region: str) -> list[str]:
    """The notes that `build` gives, without an account: nothing is made, and what AWS would refuse is not known here."""
    nobody = _Nothing()
    try:
        return build(resources, lambda service: nobody, region)
    except AccountError as error:
        return [str(error)]


def _attempt(properties: Properties, action: Callable[[], None]) -> None:
    try:
        action()
    except (ClientError, BotoCoreError) as error:
        # botocore says what is wrong with parameters in several lines.
        reason = " ".join(str(error).split())
        raise AccountError(f"{properties}: {reason}; correct the properties, AWS would refuse them as well") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise AccountError(f"{properties}: its properties are not what CloudFormation expects ({error!r}); correct them") from error


def integers(value: Mapping[str, Any]) -> dict[str, int]:
    """The same mapping with whole numbers, which templates may write as text."""
    return {name: int(member) for name, member in value.items()}


def boolean(value: Any) -> bool:
    """A truth value, which templates may write as text."""
    return str(value).lower() == "true"


def chosen(value: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The members of *value* that have one of *names*."""
    return {name: value[name] for name in names if value.get(name) is not None}
