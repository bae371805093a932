"""databricks-sdk for Python, unchanged: flows, waiters, and its own classes of errors."""

import json
import unittest
from datetime import timedelta

from databricks.sdk import WorkspaceClient
from databricks.sdk.core import Config
from databricks.sdk.errors import (
    BadRequest,
    InvalidParameterValue,
    NotFound,
    OperationFailed,
    PermissionDenied,
    ResourceConflict,
    ResourceDoesNotExist,
    TooManyRequests,
    Unauthenticated,
)
from databricks.sdk.service.serving import (
    AiGatewayRateLimit,
    AiGatewayRateLimitKey,
    AiGatewayRateLimitRenewalPeriod,
    AiGatewayUsageTrackingConfig,
    ChatMessage,
    ChatMessageRole,
    DataframeSplitInput,
    EndpointCoreConfigInput,
    EndpointStateConfigUpdate,
    EndpointStateReady,
    EndpointTag,
    Route,
    ServedEntityInput,
    ServingEndpointAccessControlRequest,
    ServingEndpointPermissionLevel,
    TrafficConfig,
)
from openapi_spec_validator import OpenAPIV31SpecValidator
from prometheus_client.parser import text_string_to_metric_families

from support import chat_entity, fault


def wine(name, version, **more):
    return ServedEntityInput(
        name=name,
        entity_name=f"main.cellar.{name}",
        entity_version=version,
        workload_size="Small",
        scale_to_zero_enabled=True,
        **more,
    )


def split(**shares):
    return TrafficConfig(
        routes=[Route(served_model_name=name, traffic_percentage=share) for name, share in shares.items()]
    )


class Sdk(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client = WorkspaceClient()
        cls.endpoints = cls.client.serving_endpoints

    def created(self, name, config=None):
        config = config or EndpointCoreConfigInput(name=name, served_entities=[wine("red", "1")])
        self.addCleanup(self.removed, name)
        return self.endpoints.create_and_wait(name=name, config=config, timeout=timedelta(minutes=1))

    def removed(self, name):
        try:
            self.endpoints.delete(name)
        except NotFound:
            pass  # The test has removed it itself.

    def test_life(self):
        """databricks-sdk: create_and_wait, get, list, update_config_and_wait, query, delete"""
        endpoint = self.created(
            "sdk-wine",
            EndpointCoreConfigInput(
                name="sdk-wine",
                served_entities=[wine("red", "1"), wine("white", "2")],
                traffic_config=split(red=70, white=30),
            ),
        )
        self.assertEqual(endpoint.state.ready, EndpointStateReady.READY)
        self.assertEqual(len(endpoint.id), 32)
        self.assertEqual([entity.workload_size for entity in endpoint.config.served_entities], ["Small", "Small"])
        self.assertIn("sdk-wine", [item.name for item in self.endpoints.list()])

        updated = self.endpoints.update_config_and_wait(
            "sdk-wine", served_entities=[wine("red", "2")], timeout=timedelta(minutes=1)
        )
        self.assertEqual(updated.config.config_version, 2)
        self.assertEqual(self.endpoints.get("sdk-wine").config.served_entities[0].entity_version, "2")

        answer = self.endpoints.query(
            "sdk-wine", dataframe_split=DataframeSplitInput(columns=["a"], data=[[1], [2]])
        )
        self.assertEqual(len(answer.predictions), 2)
        self.assertEqual(answer.served_model_name, "red")
        self.assertEqual(len(self.endpoints.query("sdk-wine", dataframe_records=[{"a": 1}]).predictions), 1)
        self.endpoints.delete("sdk-wine")
        with self.assertRaises(ResourceDoesNotExist):
            self.endpoints.get("sdk-wine")

    def test_formats(self):
        """databricks-sdk: chat and embeddings"""
        chat = self.endpoints.query(
            "databricks-meta-llama-3-3-70b-instruct",
            messages=[ChatMessage(role=ChatMessageRole.USER, content="Hello")],
            max_tokens=2,
        )
        self.assertEqual(chat.choices[0].message.content, "This is")
        self.assertGreater(chat.usage.total_tokens, 0)
        vectors = self.endpoints.query("databricks-gte-large-en", input=["a", "b"])
        self.assertEqual([element.index for element in vectors.data], [0, 1])
        self.assertEqual(len(vectors.data[0].embedding), 8)

    def test_around(self):
        """databricks-sdk: tags, AI gateway, permissions, logs"""
        endpoint = self.created("sdk-around")
        tags = self.endpoints.patch("sdk-around", add_tags=[EndpointTag("team", "a"), EndpointTag("old")])
        self.assertEqual({tag.key for tag in tags.tags}, {"team", "old"})
        tags = self.endpoints.patch("sdk-around", delete_tags=["old"])
        self.assertEqual([tag.as_dict() for tag in tags.tags], [{"key": "team", "value": "a"}])
        self.endpoints.put_ai_gateway(
            "sdk-around", usage_tracking_config=AiGatewayUsageTrackingConfig(enabled=True)
        )
        self.assertTrue(self.endpoints.get("sdk-around").ai_gateway.usage_tracking_config.enabled)

        levels = self.endpoints.get_permission_levels(endpoint.id).permission_levels
        self.assertEqual(len(levels), 3)
        grant = ServingEndpointAccessControlRequest(
            group_name="data", permission_level=ServingEndpointPermissionLevel.CAN_QUERY
        )
        self.endpoints.update_permissions(endpoint.id, access_control_list=[grant])
        access = self.endpoints.get_permissions(endpoint.id).access_control_list
        self.assertIn(
            ("data", ServingEndpointPermissionLevel.CAN_QUERY),
            [(entry.group_name, entry.all_permissions[0].permission_level) for entry in access],
        )
        access = self.endpoints.set_permissions(endpoint.id, access_control_list=[]).access_control_list
        self.assertNotIn("data", [entry.group_name for entry in access])
        with self.assertRaises(NotFound):
            self.endpoints.get_permissions("sdk-around")

        self.assertIn("INFO", self.endpoints.logs("sdk-around", "red").logs)
        self.assertIn("INFO", self.endpoints.build_logs("sdk-around", "red").logs)

    def test_documents(self):
        """databricks-sdk: a Prometheus parser reads the metrics, an OpenAPI 3.1 validator accepts the schema"""
        self.created("sdk-documents")
        self.endpoints.query("sdk-documents", dataframe_records=[{"a": 1}])
        text = self.endpoints.export_metrics("sdk-documents").contents.read().decode()
        families = {family.name: family for family in text_string_to_metric_families(text)}
        self.assertEqual(families["request_count_total"].samples[0].value, 1)
        self.assertEqual(families["request_latency_ms"].type, "histogram")
        count = [s.value for s in families["request_latency_ms"].samples if s.name.endswith("_count")]
        self.assertEqual(count, [1])
        for name in ["sdk-documents", "databricks-meta-llama-3-3-70b-instruct", "databricks-gte-large-en"]:
            schema = json.load(self.endpoints.get_open_api(name).contents)
            OpenAPIV31SpecValidator(schema).validate()
            self.assertIn("/invocations", schema["paths"])

    def test_failure(self):
        """databricks-sdk: the waiter tells a failed deployment, and the active config stays"""
        self.created("sdk-failure")
        fault(kind="deployment-failure", endpoint="sdk-failure", served_entity="rose", message="No grapes")
        with self.assertRaises(OperationFailed):
            self.endpoints.update_config_and_wait("sdk-failure", served_entities=[wine("rose", "1")])
        endpoint = self.endpoints.get("sdk-failure")
        self.assertEqual(endpoint.state.config_update, EndpointStateConfigUpdate.UPDATE_FAILED)
        self.assertEqual(endpoint.state.ready, EndpointStateReady.READY)
        self.assertEqual(endpoint.pending_config.served_entities[0].state.deployment_state_message, "No grapes")
        self.assertEqual(endpoint.config.served_entities[0].name, "red")

    def test_errors(self):
        """databricks-sdk: its own classes for 400, 401, 403, 404 and 409"""
        with self.assertRaises(ResourceDoesNotExist) as raised:
            self.endpoints.get("sdk-nobody")
        self.assertEqual(str(raised.exception), "Endpoint with name 'sdk-nobody' does not exist.")
        with self.assertRaises(NotFound):
            self.endpoints.query("sdk-nobody", inputs=[1])
        with self.assertRaises(InvalidParameterValue):
            self.endpoints.create(
                name="sdk-bad",
                config=EndpointCoreConfigInput(
                    name="sdk-bad", served_entities=[wine("red", "1")], traffic_config=split(red=90)
                ),
            )
        with self.assertRaises(PermissionDenied):
            self.endpoints.delete("databricks-gte-large-en")
        with self.assertRaises(Unauthenticated):
            WorkspaceClient(token="wrong").serving_endpoints.list()

        self.created("sdk-conflict")
        with self.assertRaises(BadRequest):
            self.endpoints.query("sdk-conflict", messages=[])
        fault(kind="stuck-update", endpoint="sdk-conflict")
        self.endpoints.update_config("sdk-conflict", served_entities=[wine("red", "2")])
        with self.assertRaises(ResourceConflict):
            self.endpoints.update_config("sdk-conflict", served_entities=[wine("red", "3")])
        fault(kind="cancel-update", endpoint="sdk-conflict")
        self.assertEqual(
            self.endpoints.get("sdk-conflict").state.config_update, EndpointStateConfigUpdate.UPDATE_CANCELED
        )

    def test_rate_limit(self):
        """databricks-sdk: a rate limit that is configured is a TooManyRequests, behind the SDK's own retries"""
        self.created("sdk-limited", EndpointCoreConfigInput.from_dict({"served_entities": [chat_entity("gpt")]}))
        self.endpoints.put_ai_gateway(
            "sdk-limited",
            rate_limits=[
                AiGatewayRateLimit(
                    calls=1,
                    key=AiGatewayRateLimitKey.ENDPOINT,
                    renewal_period=AiGatewayRateLimitRenewalPeriod.MINUTE,
                )
            ],
        )
        question = [ChatMessage(role=ChatMessageRole.USER, content="Hello")]
        hasty = WorkspaceClient(config=Config(retry_timeout_seconds=1)).serving_endpoints
        hasty.query("sdk-limited", messages=question)
        with self.assertRaises(TimeoutError) as raised:
            hasty.query("sdk-limited", messages=question)
        self.assertIsInstance(raised.exception.__cause__, TooManyRequests)
        self.assertIn("sdk-limited", str(raised.exception.__cause__))
