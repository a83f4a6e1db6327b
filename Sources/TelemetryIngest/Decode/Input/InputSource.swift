/// Where telemetry is read from.
public enum InputSource: Hashable, Sendable {
  /// A file, by its path; gzip is recognised by its first bytes.
  case file(path: String)
  /// Standard input, gzip recognised likewise.
  case standardInput
  /// Bytes in memory, with the name that errors give them.
  case bytes([UInt8], name: String)

  /// The name that errors and progress give the source.
  public var name: String {
    switch self {
    case .file(let path): path
    case .standardInput: "(standard input)"
    case .bytes(_, let name): name
    }
  }

  /// The sources that command line arguments name: `-` is standard input, a folder is all files in it.
  ///
  /// Folders are read recursively in the order of names; names that begin with a dot are left out.
  /// - Throws: `InputError` naming the path that cannot be read.
  public static func expanding(paths: [String]) throws -> [InputSource] {
    []
  }
}
