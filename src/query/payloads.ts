// An example body for each task and format an endpoint can be asked in. It knows nothing of a model's own columns: the
// names in the examples are there to be replaced.
//
// Formats of custom models: https://docs.databricks.com/aws/en/machine-learning/model-serving/score-custom-model-endpoints
// Chat, completions, embeddings and responses: https://docs.databricks.com/aws/en/machine-learning/foundation-model-apis/api-reference

export interface Payload {
  /** The field or task that names the format, such as `dataframe_split` or `llm/v1/chat`. */
  format: string;
  label: string;
  /** The service streams the answer when the body says `"stream": true`. */
  streams: boolean;
  /** JSON text, indented by two spaces. */
  body: string;
}

/**
 * The formats an endpoint of this task can be asked in, the usual one first. Without a task, which is how custom models
 * answer, and for a task that is not known here, every format is offered: a custom model may hold a chat model or an agent.
 */
export function payloadsFor(task: string | undefined): readonly Payload[] {
  const format = task === undefined ? undefined : formatOfTask[task];
  const known = payloads.filter((payload) => payload.format === format);
  return known.length > 0 ? known : payloads;
}

/** Agents take the body of the foundation-model task they imitate. */
const formatOfTask: Readonly<Record<string, string>> = {
  "llm/v1/chat": "llm/v1/chat",
  "llm/v1/completions": "llm/v1/completions",
  "llm/v1/embeddings": "llm/v1/embeddings",
  "agent/v1/chat": "llm/v1/chat",
  "agent/v2/chat": "llm/v1/chat",
  "agent/v1/responses": "agent/responses",
};

const payloads: readonly Payload[] = [
  {
    format: "dataframe_split",
    label: "dataframe_split",
    streams: false,
    body: `{
  "dataframe_split": {
    "columns": ["feature_a", "feature_b"],
    "data": [
      [1.5, "x"],
      [2.5, "y"]
    ]
  }
}`,
  },
  {
    format: "dataframe_records",
    label: "dataframe_records",
    streams: false,
    body: `{
  "dataframe_records": [
    { "feature_a": 1.5, "feature_b": "x" },
    { "feature_a": 2.5, "feature_b": "y" }
  ]
}`,
  },
  {
    format: "instances",
    label: "instances",
    streams: false,
    body: `{
  "instances": [
    [1.5, 2.5, 3.5],
    [4.5, 5.5, 6.5]
  ]
}`,
  },
  {
    format: "inputs",
    label: "inputs",
    streams: false,
    body: `{
  "inputs": {
    "input_a": [[1.5, 2.5, 3.5]],
    "input_b": [[0]]
  }
}`,
  },
  {
    format: "llm/v1/chat",
    label: "Chat",
    streams: true,
    body: `{
  "messages": [
    { "role": "system", "content": "Answer in one sentence." },
    { "role": "user", "content": "What is a canary release?" }
  ],
  "max_tokens": 256
}`,
  },
  {
    format: "llm/v1/completions",
    label: "Completions",
    streams: true,
    body: `{
  "prompt": "A canary release is",
  "max_tokens": 64
}`,
  },
  {
    format: "llm/v1/embeddings",
    label: "Embeddings",
    streams: false,
    body: `{
  "input": ["A canary release", "A blue-green deployment"]
}`,
  },
  {
    format: "agent/responses",
    label: "Responses",
    streams: true,
    body: `{
  "input": [
    { "role": "user", "content": "What is a canary release?" }
  ]
}`,
  },
];
