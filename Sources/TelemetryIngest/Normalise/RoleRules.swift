internal import CostModel

/// The role and operation that a word of some dialect stands for.
struct RoleVerdict: Hashable, Sendable {
  var role: SpanRole
  var operation: Operation = .unknown
}

/// The dialect table's rows for roles: which words say that a span is a call, an agent, a wrapper.
enum RoleRules {
  /// The verdict of one word, or nil if the word is not known.
  static func verdict(_ source: RoleSource, _ word: String) -> RoleVerdict? {
    // `operation.name` goes on with the caller's function: `ai.generateText.doGenerate
    // my-function`.
    let key = source == .vercelOperation ? String(word.prefix { $0 != " " }) : word.lowercased()
    return table[source]?[key]
  }

  /// What a span is by its name alone, for the few that carry no marker.
  static func verdict(spanName: String) -> RoleVerdict? {
    for (prefix, verdict) in byName where spanName.hasPrefix(prefix) { return verdict }
    return nil
  }

  private static let aggregate = RoleVerdict(role: .aggregate, operation: .invokeAgent)
  private static let envelope = RoleVerdict(role: .envelope)
  private static let tool = RoleVerdict(role: .tool)
  private static let other = RoleVerdict(role: .other)
  private static func call(_ operation: Operation) -> RoleVerdict {
    RoleVerdict(role: .inference, operation: operation)
  }

  /// No row looks at more of a name than this.
  static let nameBytesMax = 32

  private static let byName: [(String, RoleVerdict)] = [
    ("execute_event_loop_cycle", aggregate), ("invoke_agent", aggregate),
    ("invoke_swarm", aggregate), ("invoke_graph", aggregate), ("agent run", aggregate),
    ("Received Proxy Server Request", envelope),
    ("execute_tool", tool), ("call_llm", call(.chat)), ("litellm_request", call(.chat)),
  ]

  private static let calls: [String: RoleVerdict] = [
    "chat": call(.chat), "completion": call(.textCompletion),
    "text_completion": call(.textCompletion), "generate_content": call(.generateContent),
    "generate": call(.chat), "embeddings": call(.embeddings), "embedding": call(.embeddings),
    "llm_request": call(.chat), "response": call(.chat), "responses": call(.chat),
    "rerank": call(.rerank),
  ]

  private static let table: [RoleSource: [String: RoleVerdict]] = [
    .vercelOperation: vercel,
    .genAIOperation: calls.merging(
      [
        "invoke_agent": aggregate, "agent_step": aggregate,
        "invoke_workflow": aggregate, "plan": aggregate, "execute_task": aggregate,
        "agent": aggregate, "chain": aggregate, "workflow": aggregate, "task": aggregate,
        "framework": aggregate, "invoke_swarm": aggregate, "invoke_graph": aggregate,
        // Made ready, not run.
        "create_agent": other,
        "execute_tool": tool, "tool": tool, "retrieval": other,
        // Fetching a response that was computed before repeats the usage of the call that did.
        "fetch_response": envelope,
        "image_generation": call(.unknown), "speech": call(.unknown),
        "transcription": call(.unknown),
        "create_memory_store": other, "search_memory": other, "create_memory": other,
        "update_memory": other, "upsert_memory": other, "delete_memory": other,
        "delete_memory_store": other, "vector_db_retrieve": other, "vectordb": other,
        "handoff": other,
      ], uniquingKeysWith: { first, _ in first }),
    .openInferenceKind: [
      "llm": call(.chat), "embedding": call(.embeddings), "reranker": call(.rerank),
      "agent": aggregate, "chain": aggregate, "tool": tool, "retriever": other,
      "guardrail": other, "evaluator": other, "prompt": other, "decision": other,
    ],
    .traceloopKind: ["workflow": aggregate, "task": aggregate, "agent": aggregate, "tool": tool],
    .requestType: calls.merging(
      [
        "acompletion": call(.chat), "aembedding": call(.embeddings),
        "atext_completion": call(.textCompletion), "aresponses": call(.chat),
        "anthropic_messages": call(.chat), "arerank": call(.rerank),
      ], uniquingKeysWith: { first, _ in first }),
    .langSmithKind: [
      "llm": call(.chat), "embedding": call(.embeddings), "chain": aggregate, "agent": aggregate,
      "tool": tool, "retriever": other, "prompt": other, "parser": other,
    ],
    .langfuseType: [
      "generation": call(.chat), "embedding": call(.embeddings), "agent": aggregate,
      "chain": aggregate, "span": aggregate, "tool": tool, "retriever": other,
      "guardrail": other, "evaluator": other, "event": other,
    ],
    .awsKind: [
      "llm": call(.chat), "embedding": call(.embeddings), "agent": aggregate, "chain": aggregate,
      "tool": tool,
    ],
    .genkitSubtype: [
      "model": call(.chat), "embedder": call(.embeddings), "reranker": call(.rerank),
      "tool": tool, "flow": aggregate, "prompt": aggregate, "agent": aggregate,
    ],
  ]

  private static let vercel: [String: RoleVerdict] = [
    "ai.generateText": envelope, "ai.streamText": envelope, "ai.generateObject": envelope,
    "ai.streamObject": envelope, "ai.embed": envelope, "ai.embedMany": envelope,
    "ai.generateText.doGenerate": call(.chat), "ai.streamText.doStream": call(.chat),
    "ai.generateObject.doGenerate": call(.chat), "ai.streamObject.doStream": call(.chat),
    "ai.embed.doEmbed": call(.embeddings), "ai.embedMany.doEmbed": call(.embeddings),
    "ai.rerank": envelope, "ai.rerank.doRerank": call(.rerank), "ai.toolCall": tool,
  ]
}
