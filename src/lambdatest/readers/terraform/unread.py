"""Arguments of a resource that nothing has asked for, so that none is dropped in silence."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from lambdatest.model import Location
from lambdatest.readers.terraform.kind import ROWS
from lambdatest.readers.terraform.view import View

_ALWAYS = frozenset({
    "connection", "count", "depends_on", "description", "for_each", "force_destroy", "lifecycle", "policy", "provider", "provisioner",
    "region", "tags", "tags_all", "timeouts",
})
_ENCRYPTION = ("kms_key_id", "kms_master_key_id", "encryption_configuration", "kms_key_identifier", "kms_key_arn")
_SILENT: Mapping[str, Collection[str]] = {
    "aws_cloudwatch_event_bus": ("dead_letter_config", "event_source_name", "log_config"),
    "aws_cloudwatch_event_rule": ("role_arn",),
    "aws_cloudwatch_log_group": ("log_group_class", "name_prefix", "retention_in_days", "skip_destroy"),
    "aws_cognito_identity_pool": ("allow_classic_flow", "cognito_identity_providers"),
    "aws_cognito_user": ("desired_delivery_mediums", "message_action", "password", "temporary_password"),
    "aws_cognito_user_group": (),
    "aws_cognito_user_in_group": (),
    "aws_cognito_user_pool": (
        "account_recovery_setting", "deletion_protection", "device_configuration", "email_configuration", "email_mfa_configuration",
        "email_verification_message", "email_verification_subject", "sign_in_policy", "sms_authentication_message", "sms_configuration",
        "sms_verification_message", "software_token_mfa_configuration", "user_attribute_update_settings", "user_pool_add_ons",
        "user_pool_tier", "verification_message_template", "web_authn_configuration"),
    "aws_cognito_user_pool_client": (
        "allowed_oauth_flows_user_pool_client", "analytics_configuration", "auth_session_validity", "enable_token_revocation",
        "enable_propagate_additional_user_context_data", "refresh_token_rotation"),
    "aws_dynamodb_table": (
        "deletion_protection_enabled", "on_demand_throughput", "read_capacity", "replica", "stream_view_type", "table_class",
        "warm_throughput", "write_capacity"),
    "aws_kinesis_stream": ("encryption_type", "enforce_consumer_deletion", "shard_level_metrics"),
    "aws_kms_alias": (),
    "aws_kms_key": (
        "bypass_policy_lockout_safety_check", "deletion_window_in_days", "enable_key_rotation", "is_enabled", "multi_region",
        "rotation_period_in_days"),
    "aws_s3_bucket": (
        "acceleration_status", "acl", "bucket_prefix", "cors_rule", "grant", "lifecycle_rule", "logging", "replication_configuration",
        "request_payer", "server_side_encryption_configuration", "website"),
    "aws_secretsmanager_secret": ("force_overwrite_replica_secret", "recovery_window_in_days", "replica"),
    "aws_ses_domain_identity": (),
    "aws_ses_email_identity": (),
    "aws_sesv2_email_identity": ("configuration_set_name", "dkim_signing_attributes"),
    "aws_sfn_state_machine": ("logging_configuration", "publish", "tracing_configuration"),
    "aws_sns_topic": (
        "archive_policy", "delivery_policy", "fifo_throughput_scope", "signature_version", "tracing_config", *(
            f"{protocol}_{kind}" for protocol in ("application", "firehose", "http", "lambda", "sqs")
            for kind in ("failure_feedback_role_arn", "success_feedback_role_arn", "success_feedback_sample_rate"))),
    "aws_sns_topic_subscription": (
        "confirmation_timeout_in_minutes", "delivery_policy", "endpoint_auto_confirms", "replay_policy", "subscription_role_arn"),
    "aws_sqs_queue": ("kms_data_key_reuse_period_seconds", "redrive_allow_policy", "sqs_managed_sse_enabled"),
    "aws_ssm_parameter": ("arn", "key_id", "overwrite", "value_wo_version"),
}
"""What changes nothing that a handler can see in a mocked account, for each type of which every other argument is read."""


class Watched:
    """A resource that remembers which of its arguments were asked for."""

    def __init__(self, one: View) -> None:
        self._one = one
        row = ROWS.get(one.type)
        self._asked = {row.name, f"{row.name}_prefix"} if row else set()

    @property
    def type(self) -> str:
        """Its type."""
        return self._one.type

    @property
    def address(self) -> str:
        """Its address."""
        return self._one.address

    @property
    def is_data(self) -> bool:
        """Whether it is a data source."""
        return self._one.is_data

    @property
    def location(self) -> Location:
        """Where it is declared."""
        return self._one.location

    @property
    def name(self) -> str:
        """The name that it is deployed under."""
        return self._one.name

    @property
    def written(self) -> Collection[str]:
        """The arguments and nested blocks that are written."""
        return self._one.written

    def given(self, name: str) -> Any:
        """What is written for an argument or a nested block, which is asked for now."""
        self._asked.add(name)
        return self._one.given(name)

    def member(self, name: str, location: Location) -> Any:
        """An attribute, as written or as AWS would answer."""
        return self._one.member(name, location)

    def unread(self) -> Iterator[str]:
        """The arguments that are written, that nobody has asked for, and that would change something."""
        silent = _SILENT.get(self.type)
        for name in self.written if silent is not None else ():
            if not (name in self._asked or name in _ALWAYS or name in _ENCRYPTION or name in (silent or ())):
                yield name
