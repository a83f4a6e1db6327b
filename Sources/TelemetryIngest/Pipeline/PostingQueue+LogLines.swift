/// Lines of log streams, as the CloudWatch Logs API brings them.
extension PostingQueue {
  /// Posts the usage that lines report, together with whatever else waits for a commit.
  ///
  /// A line without usage is accepted and counted as ignored, also one that is not JSON. A line
  /// that reports usage but is faulty (a negative count, another tenant than the credential's) is
  /// refused alone; `offset` of its refusal is the line's index. Lines that come again count once:
  /// those of one stream with equal time and message are one line, unless one call brings several
  /// of them.
  ///
  /// - Parameters:
  ///   - access: who brings the lines, as the request's authorization gave it.
  ///   - completion: called once, from any thread, after the commit that holds the lines is on
  ///     disk, or with the reason why there was none.
  public func post(
    _ lines: [LogEvent], of source: LogSource, access: Access,
    completion: @escaping @Sendable (Result<SubmissionOutcome, any Error>) -> Void
  ) {
    submit(decode(lines, of: source, access: access), completion: completion)
  }

  private func decode(_ lines: [LogEvent], of source: LogSource, access: Access) -> SpanBatch {
    withAssembler(access) { assembler in
      decodeLogLines(lines, of: source, into: &assembler)
      var batch = assembler.takeBatch()
      var ordinals = LineOrdinals()
      ordinals.number(&batch)
      return batch
    }
  }
}
