/// Decodes lines of a log stream, each a JSON value; the offset of a refusal is the line's index.
///
/// Lines that are not JSON are ignored: log streams hold all kinds of text.
func decodeLogLines(
  _ lines: [LogEvent], of source: LogSource, into assembler: inout SpanAssembler
) {
  assembler.beginRequest()
  assembler.setLine(source: source)
  defer {
    assembler.setLine(source: LogSource(group: "", stream: ""))
    assembler.setLine(timeNanoseconds: 0)
  }
  for (index, line) in lines.enumerated() {
    let bytes = line.message.span
    var decoder = TraceJSONDecoder(
      0..<bytes.count, offsets: SourceOffsets(base: index, isFixed: true), salvages: true)
    let (time, overflow) = line.timestampMilliseconds.multipliedReportingOverflow(by: 1_000_000)
    assembler.setLine(timeNanoseconds: overflow ? 0 : time)
    do throws(NotWellFormed) {
      try decoder.readValue(bytes, into: &assembler)
      assembler.batch.usage.ignoredRecords += decoder.ignoredRecords
    } catch {
      assembler.batch.usage.ignoredRecords += 1
    }
  }
}
