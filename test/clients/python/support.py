"""What the tests share: bodies of endpoints, and the road to the emulator's faults."""

import json
import os
import urllib.request

CUSTOM = {"scale_to_zero_enabled": True, "workload_size": "Small"}


def fault(**wish):
    """Asks the emulator for a fault of the next requests or deployments."""
    request = urllib.request.Request(
        f"{os.environ['DATABRICKS_HOST']}/__emulator/faults",
        method="POST",
        data=json.dumps(wish).encode(),
        headers={
            "Authorization": f"Bearer {os.environ['DATABRICKS_TOKEN']}",
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def chat_entity(name, model="gpt-4"):
    return {
        "name": name,
        "external_model": {
            "name": model,
            "provider": "openai",
            "task": "llm/v1/chat",
            "openai_config": {"openai_api_key": "{{secrets/llm/openai}}"},
        },
    }
