"""Creates an endpoint that shares its traffic between two chat models of other providers, and asks it something.

Needs `pip install mlflow`, and DATABRICKS_HOST and DATABRICKS_TOKEN of a workspace or of the local emulator. The two
keys have to be in the workspace's secret scopes; the emulator takes any name.
"""

import time

from mlflow.deployments import get_deploy_client

ENDPOINT = "mix-chat-endpoint"


def served(name, model, provider, secret):
    """One external model; `secret` is scope/key of its provider's API key."""
    reference = "{{secrets/" + secret + "}}"
    return {
        "name": name,
        "external_model": {
            "name": model,
            "provider": provider,
            "task": "llm/v1/chat",
            f"{provider}_config": {f"{provider}_api_key": reference},
        },
    }


client = get_deploy_client("databricks")
entities = [
    served("served_model_name_1", "gpt-4", "openai", "my_openai_secret_scope/openai_api_key"),
    served("served_model_name_2", "claude-3-opus-20240229", "anthropic", "my_anthropic_secret_scope/anthropic_api_key"),
]
routes = [{"served_model_name": entity["name"], "traffic_percentage": 50} for entity in entities]
client.create_endpoint(
    name=ENDPOINT,
    config={"served_entities": entities, "traffic_config": {"routes": routes}},
)

while client.get_endpoint(ENDPOINT)["state"]["config_update"] == "IN_PROGRESS":
    time.sleep(1)
answer = client.predict(
    endpoint=ENDPOINT,
    inputs={"messages": [{"role": "user", "content": "Which of the two models are you?"}]},
)
print(answer["choices"][0]["message"]["content"])
