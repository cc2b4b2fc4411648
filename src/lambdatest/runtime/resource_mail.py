"""Identities and templates of SES.  Every sender counts as verified: who verifies one does it outside of the IaC file.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SES.html
"""

from lambdatest.runtime.resource import Client, Properties, register


@register("AWS::SES::EmailIdentity")
def email_identity(client: Client, properties: Properties) -> None:
    """An address or a domain."""
    client("sesv2").create_email_identity(EmailIdentity=properties.require("EmailIdentity"))
    properties.tags()
    properties.without_effect("ConfigurationSetAttributes", "DkimAttributes", "DkimSigningAttributes", "FeedbackAttributes")
    properties.without_effect("MailFromAttributes")


@register("AWS::SES::Template")
def template(client: Client, properties: Properties) -> None:
    """A template of mails, by its name."""
    given = dict(properties.require("Template"))
    given["TemplateName"] = given.get("TemplateName") or properties.resource.logical_id
    client("ses").create_template(Template=given)
    properties.tags()
