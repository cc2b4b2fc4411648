"""What is read of a cloud assembly; the one of examples/ was written by ``cdk synth`` itself."""

import json
import shutil
from pathlib import Path

import pytest

import lambdatest
from lambdatest.errors import ProjectError

DRAFTS = Path(__file__).parents[2] / "examples" / "drafts-cdk"


def assembly(folder: Path, stacks: dict[str, dict], assets: dict[str, str] | None = None, **artifacts) -> Path:
    """An assembly in *folder*/cdk.out with the resources of each stack, and assets by their hash."""
    out = folder / "cdk.out"
    out.mkdir(parents=True, exist_ok=True)
    (out / "cdk.out").write_text('{"version":"48.0.0"}')
    for name, template in stacks.items():
        (out / f"{name}.template.json").write_text(json.dumps(template))
        artifacts[name] = {
            "type": "aws:cloudformation:stack", "environment": "aws://unknown-account/eu-west-3",
            "properties": {"templateFile": f"{name}.template.json"},
        }
    files = {name: {"source": {"path": path, "packaging": "zip"}} for name, path in (assets or {}).items()}
    (out / "assets.json").write_text(json.dumps({"version": "48.0.0", "files": files}))
    artifacts["all.assets"] = {"type": "cdk:asset-manifest", "properties": {"file": "assets.json"}}
    (out / "manifest.json").write_text(json.dumps({"version": "48.0.0", "artifacts": artifacts}))
    return folder


def function(key: str | None = None, path: str | None = None, asset: str | None = None, **more) -> dict:
    """A function whose code was uploaded under *key*, with the metadata of a construct at *path* and of an *asset*."""
    metadata = {name: value for name, value in (("aws:cdk:path", path), ("aws:asset:path", asset)) if value}
    code = {"S3Bucket": {"Fn::Sub": "cdk-assets-${AWS::AccountId}"}, "S3Key": key or "none.zip"}
    properties = {"Runtime": "python3.12", "Handler": "app.handler", "Code": code, **more}
    return {"Type": "AWS::Lambda::Function", "Properties": properties, **({"Metadata": metadata} if metadata else {})}


def test_an_app_that_was_synthesised_is_read_from_its_root_and_from_its_folder():
    for path in (DRAFTS, DRAFTS / "cdk.out", DRAFTS / "cdk.out" / "manifest.json"):
        project = lambdatest.load(path)
        assert (project.format, project.root.resolve(), project.notes) == ("cdk", DRAFTS, ())
        assert {one.name: (one.handler, [each.label for each in one.triggers]) for one in project.functions} == {
            "Create": ("drafts.create", ["POST /drafts"]), "Read": ("drafts.read", ["GET /drafts/{id}"]),
            "Take": ("drafts.take", ["SQS Drafts-Texts0AC1F062"])}
        assert [one.keys for one in project.tables] == [("id",)]


def test_code_is_where_it_can_be_mended_while_the_asset_is_its_copy(tmp_path):
    shutil.copytree(DRAFTS, tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__"))
    (asset,) = (tmp_path / "app" / "cdk.out").glob("asset.*")
    assert {one.code_root for one in lambdatest.load(tmp_path / "app").functions} == {tmp_path / "app" / "service"}
    with (tmp_path / "app" / "service" / "drafts.py").open("a") as file:
        file.write("CHANGED = True\n")
    assert {one.code_root for one in lambdatest.load(tmp_path / "app").functions} == {asset}


def test_without_metadata_the_hash_names_the_asset_and_the_manifest_the_construct(tmp_path):
    assembly(tmp_path, {"Main": {"Resources": {"FnABC": function("0123.zip")}}}, {"0123": "asset.0123"})
    (tmp_path / "cdk.out" / "asset.0123").mkdir()
    manifest = json.loads((tmp_path / "cdk.out" / "manifest.json").read_text())
    manifest["artifacts"]["Main"]["metadata"] = {"/Main/Api/Fn/Resource": [{"type": "aws:cdk:logicalId", "data": "FnABC"}]}
    (tmp_path / "cdk.out" / "manifest.json").write_text(json.dumps(manifest))
    project = lambdatest.load(tmp_path)
    (one,) = project.functions
    assert (one.name, one.code_root, one.skipped, project.region) == ("Api/Fn", tmp_path / "cdk.out" / "asset.0123", None, "eu-west-3")


def test_an_asset_that_was_not_checked_in_is_looked_for_in_the_repository(tmp_path):
    assembly(tmp_path, {"Main": {"Resources": {"F": function(path="Main/F/Resource", asset="asset.99")}}})
    assert "the asset asset.99" in lambdatest.load(tmp_path).functions[0].skipped
    (tmp_path / "lambda").mkdir()
    (tmp_path / "lambda" / "app.py").write_text("def handler(event, context): return 1\n")
    project = lambdatest.load(tmp_path)
    assert project.functions[0].code_root == tmp_path / "lambda" and "lambda, where app.py is, stands in" in project.notes[0].message


def test_a_stack_takes_what_another_exports(tmp_path):
    table = {"Type": "AWS::DynamoDB::Table", "Properties": {
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}]}}
    data = {"Resources": {"T": table}, "Outputs": {"O": {"Value": {"Ref": "T"}, "Export": {"Name": "Data:O"}}}}
    environment = {"Environment": {"Variables": {"TABLE": {"Fn::ImportValue": "Data:O"}}}}
    assembly(tmp_path, {"App": {"Resources": {"F": function(**environment)}}, "Data": data})
    project = lambdatest.load(tmp_path)
    assert project.functions[0].environment == {"TABLE": project.tables[0].name} == {"TABLE": "Data-T"}


def test_of_stages_one_is_read_and_the_others_are_named(tmp_path):
    below = {f"assembly-{name}": {"type": "cdk:cloud-assembly", "properties": {"directoryName": f"assembly-{name}", "displayName": name}}
             for name in ("Beta", "Prod")}
    assembly(tmp_path, {}, **below)
    for name in ("Beta", "Prod"):
        inner = assembly(tmp_path / name, {"App": {"Resources": {f"{name}F": function()}}}) / "cdk.out"
        inner.rename(tmp_path / "cdk.out" / f"assembly-{name}")
    assert [one.name for one in lambdatest.load(tmp_path).functions] == ["BetaF"]
    assert [one.name for one in lambdatest.load(tmp_path, stage="Prod").functions] == ["ProdF"]
    assert "the stage Prod is another deployment" in str(lambdatest.load(tmp_path).notes)


def test_notifications_of_a_bucket_are_a_trigger_and_their_handler_is_the_cdk_s_own(tmp_path):
    own = function(path="Main/BucketNotificationsHandler050a0587b7544547bf325f094a3db834/Resource")
    configuration = {"Events": ["s3:ObjectCreated:*"], "LambdaFunctionArn": {"Fn::GetAtt": ["F", "Arn"]},
                     "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}]}}}
    resources = {
        "F": function(), "B": {"Type": "AWS::S3::Bucket"}, "BucketNotificationsHandler050a0587b7544547bf325f094a3db8347ECC3691": own,
        "N": {"Type": "Custom::S3BucketNotifications", "Properties": {
            "ServiceToken": {"Fn::GetAtt": ["BucketNotificationsHandler050a0587b7544547bf325f094a3db8347ECC3691", "Arn"]},
            "BucketName": {"Ref": "B"}, "NotificationConfiguration": {"LambdaFunctionConfigurations": [configuration]}}},
    }
    project = lambdatest.load(assembly(tmp_path, {"Main": {"Resources": resources}}))
    assert [one.label for one in project.function("F").triggers] == ["S3 main-b s3:ObjectCreated:* in/*"]
    assert "the CDK's own" in project.functions[1].skipped


def test_a_nested_stack_is_the_asset_that_its_url_ends_with(tmp_path):
    url = {"Fn::Join": ["", ["https://s3.", {"Ref": "AWS::Region"}, ".amazonaws.com/assets/77ab.json"]]}
    nested = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url, "Parameters": {"P": {"Ref": "Q"}}}}
    assembly(tmp_path, {"Main": {"Resources": {"N": nested, "Q": {"Type": "AWS::SQS::Queue"}}}}, {"77ab": "N.nested.template.json"})
    inner = {"Parameters": {"P": {"Type": "String"}}, "Resources": {"F": function(Environment={"Variables": {"Q": {"Ref": "P"}}})}}
    (tmp_path / "cdk.out" / "N.nested.template.json").write_text(json.dumps(inner))
    (one,) = lambdatest.load(tmp_path).functions
    assert one.environment["Q"].endswith("/Main-Q") and one.location.file == "cdk.out/N.nested.template.json"


def test_an_app_that_was_not_synthesised_says_how(tmp_path):
    (tmp_path / "cdk.json").write_text('{"app": "python3 app.py"}')
    with pytest.raises(ProjectError, match=r"cdk.json: is a CDK app that was not synthesised; run: cdk synth"):
        lambdatest.load(tmp_path)


@pytest.mark.parametrize(
    ("artifacts", "message"),
    [
        ({}, "cdk.out/manifest.json:1: the assembly has no stack; run: cdk synth"),
        ({"A": 1}, "cdk.out/manifest.json:1: artifact A is 1"),
        ({"A": {"type": "aws:cloudformation:stack"}}, "templateFile of A is None"),
        ({"A": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "A.json"}}}, "cdk.out/A.json:1: there is no such file"),
        ({"A": {"type": "cdk:asset-manifest", "properties": {"file": "A.json"}}}, "cdk.out/A.json:1: there is no such file"),
        ({"A": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "."}}}, "assemblies nested more than 5 deep"),
    ],
)
def test_a_broken_assembly_is_refused_with_its_place(tmp_path, artifacts, message):
    (tmp_path / "cdk.out").mkdir()
    (tmp_path / "cdk.out" / "manifest.json").write_text(json.dumps({"version": "1", "artifacts": artifacts}))
    with pytest.raises(ProjectError) as caught:
        lambdatest.load(tmp_path)
    assert message in str(caught.value) and "\n" not in str(caught.value)
