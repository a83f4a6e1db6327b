/// Some lines, as fields are loaded from them: each line's JSON is read once, when first needed.
final class LineBatch: InputBatch {
  private var lines: [LogLine]
  private var documents: [LineDocument?]

  init(_ lines: [LogLine]) {
    self.lines = lines
    documents = Array(repeating: nil, count: lines.count)
  }

  func keep(_ kept: [Int]) {
    lines = kept.map { lines[$0] }
    documents = kept.map { documents[$0] }
  }

  func column(_ field: QueryField) throws(QueryError) -> Column {
    switch field.name {
    case "@message": return .values(lines.map { .string($0.message) })
    case "@timestamp": return .instants(lines.map(\.timestampNanoseconds))
    case "@ingestionTime": return .instants(lines.map(\.ingestionNanoseconds))
    case "@logStream": return .values(lines.map { .string($0.logStream) })
    case "@log": return .values(lines.map { .string($0.log) })
    case "@ptr": return .values(lines.map { .string($0.pointer) })
    default: return discovered(field.name)
    }
  }

  private func discovered(_ name: String) -> Column {
    // A discovered name that begins with '@' is written with a second one.
    let key = name.hasPrefix("@@") ? String(name.dropFirst()) : name
    let path = key.split(separator: ".", omittingEmptySubsequences: false)
    var values: [QueryValue] = []
    values.reserveCapacity(lines.count)
    for row in lines.indices {
      let document = documents[row] ?? LineDocument(lines[row].message)
      documents[row] = document
      values.append(document.value(key, path))
    }
    return .values(values)
  }
}

/// What was discovered in a line.
private enum LineDocument {
  case json(QueryValue)
  /// A platform line of AWS Lambda.
  case platform([String: QueryValue])
  case plain

  init(_ message: String) {
    if let json = QueryValue.firstJSON(in: message) {
      self = .json(json)
    } else {
      let fields = lambdaFields(message)
      self = fields.isEmpty ? .plain : .platform(fields)
    }
  }

  func value(_ name: String, _ path: [Substring]) -> QueryValue {
    switch self {
    case .json(let document): document.member(path)
    case .platform(let fields): fields[name] ?? .null
    case .plain: .null
    }
  }
}
