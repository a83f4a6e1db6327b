/// The spans of one request or one stretch of a file, observed, and what of it was refused.
struct SpanBatch: Sendable {
  var refusals: [Refusal] = []
}
