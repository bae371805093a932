"""mlflow.deployments, the client of the official examples, unchanged."""

import os
import subprocess
import sys
import time
import unittest
import warnings
from pathlib import Path

from mlflow.deployments import get_deploy_client
from requests import HTTPError

from support import chat_entity, fault

QUESTION = {"messages": [{"role": "user", "content": "Which wine goes with cheese?"}]}


def wait_until_ready(client, endpoint):
    for _ in range(100):
        state = client.get_endpoint(endpoint)["state"]
        if state["config_update"] != "IN_PROGRESS":
            return state
        time.sleep(0.05)
    raise AssertionError(f"{endpoint} is still updating")


class Mlflow(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        warnings.simplefilter("ignore")
        cls.client = get_deploy_client("databricks")

    def remove(self, name):
        if any(endpoint["name"] == name for endpoint in self.client.list_endpoints()):
            self.client.delete_endpoint(name)

    def run_example(self, script):
        self.remove("mix-chat-endpoint")
        ran = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertEqual(wait_until_ready(self.client, "mix-chat-endpoint")["ready"], "READY")
        routes = self.client.get_endpoint("mix-chat-endpoint")["config"]["traffic_config"]["routes"]
        self.assertEqual([route["traffic_percentage"] for route in routes], [50, 50])
        answer = self.client.predict(endpoint="mix-chat-endpoint", inputs=QUESTION)
        self.assertIn(answer["model"], ["served_model_name_1", "served_model_name_2"])
        self.client.delete_endpoint("mix-chat-endpoint")

    def test_example(self):
        """mlflow: examples/mix-chat-endpoint.py creates the endpoint"""
        self.run_example(Path(__file__).parents[3] / "examples" / "mix-chat-endpoint.py")

    @unittest.skipUnless("MODEL_SERVING_MLFLOW_SCRIPT" in os.environ, "names no script")
    def test_script(self):
        """mlflow: the script that MODEL_SERVING_MLFLOW_SCRIPT names creates the endpoint"""
        self.run_example(os.environ["MODEL_SERVING_MLFLOW_SCRIPT"])

    def test_life(self):
        """mlflow: create, predict, stream, update, list, delete"""
        client = self.client
        created = client.create_endpoint(
            config={"name": "mlflow-chat", "config": {"served_entities": [chat_entity("first")]}}
        )
        self.assertEqual(created["state"]["config_update"], "IN_PROGRESS")
        self.assertNotIn("config", created)
        wait_until_ready(client, "mlflow-chat")

        answer = client.predict(endpoint="mlflow-chat", inputs=QUESTION)
        self.assertEqual(answer["object"], "chat.completion")
        self.assertIn("first", answer["choices"][0]["message"]["content"])
        self.assertEqual(
            answer["usage"]["total_tokens"],
            answer["usage"]["prompt_tokens"] + answer["usage"]["completion_tokens"],
        )

        chunks = list(client.predict_stream(endpoint="mlflow-chat", inputs=QUESTION))
        text = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks)
        self.assertEqual(text, answer["choices"][0]["message"]["content"])

        updated = client.update_endpoint(
            endpoint="mlflow-chat",
            config={
                "served_entities": [chat_entity("first"), chat_entity("second", "gpt-4o")],
                "traffic_config": {
                    "routes": [
                        {"served_model_name": "first", "traffic_percentage": 0},
                        {"served_model_name": "second", "traffic_percentage": 100},
                    ]
                },
            },
        )
        self.assertEqual(updated["pending_config"]["config_version"], 2)
        wait_until_ready(client, "mlflow-chat")
        self.assertEqual(client.predict(endpoint="mlflow-chat", inputs=QUESTION)["model"], "second")

        limits = {"rate_limits": [{"calls": 100, "key": "endpoint", "renewal_period": "minute"}]}
        self.assertEqual(client.update_endpoint_rate_limits("mlflow-chat", limits), limits)
        tags = client.update_endpoint_tags("mlflow-chat", {"add_tags": [{"key": "team", "value": "a"}]})
        self.assertEqual(tags, {"tags": [{"key": "team", "value": "a"}]})
        gateway = {"usage_tracking_config": {"enabled": True}}
        self.assertEqual(client.update_endpoint_ai_gateway("mlflow-chat", gateway), gateway)

        self.assertIn("mlflow-chat", [endpoint["name"] for endpoint in client.list_endpoints()])
        client.delete_endpoint("mlflow-chat")
        self.assertNotIn("mlflow-chat", [endpoint["name"] for endpoint in client.list_endpoints()])

    def test_retry(self):
        """mlflow: a 503 is tried again, a 400 is told with the service's words"""
        endpoint = "databricks-meta-llama-3-3-70b-instruct"
        fault(kind="status", status=503, times=1, path=f"/serving-endpoints/{endpoint}")
        self.assertEqual(self.client.predict(endpoint=endpoint, inputs=QUESTION)["model"], endpoint)
        with self.assertRaises(HTTPError) as raised:
            self.client.predict(endpoint=endpoint, inputs={"messages": []})
        self.assertEqual(raised.exception.response.status_code, 400)
        self.assertIn("'messages'", str(raised.exception))
