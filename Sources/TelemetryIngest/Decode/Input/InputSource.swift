internal import Foundation
internal import Glibc

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

  /// How many bytes the source has as stored; nil if that is not known.
  public var storedBytes: Int? {
    switch self {
    case .file(let path):
      (try? FileManager.default.attributesOfItem(atPath: path)[.size]) as? Int
    case .standardInput: nil
    case .bytes(let bytes, _): bytes.count
    }
  }

  /// The sources that arguments name: `-` is standard input, a folder is all files in it.
  ///
  /// Folders are read recursively in the order of names; names that begin with a dot are left out.
  /// - Throws: `InputError` naming the path that cannot be read.
  public static func expanding(paths: [String]) throws -> [InputSource] {
    var sources: [InputSource] = []
    for path in paths {
      if path == "-" {
        sources.append(.standardInput)
      } else {
        try append(path, to: &sources)
      }
    }
    return sources
  }

  private static func append(_ path: String, to sources: inout [InputSource]) throws {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw InputError(system: ENOENT, source: path)
    }
    guard isFolder.boolValue else { return sources.append(.file(path: path)) }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw InputError(system: EACCES, source: path)
    }
    for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    where !name.hasPrefix(".") {
      let inner = path.hasSuffix("/") ? path + name : path + "/" + name
      // A link to a folder could lead round in circles; a link to a file is followed. A pipe or
      // device may be named by itself, but a folder is not waited for because one lies in it.
      if isLinkToFolder(inner) || isPipeOrDevice(inner) { continue }
      try append(inner, to: &sources)
    }
  }

  private static func isPipeOrDevice(_ path: String) -> Bool {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return false }
    let kind = status.st_mode & S_IFMT
    return kind != S_IFREG && kind != S_IFDIR
  }

  private static func isLinkToFolder(_ path: String) -> Bool {
    guard (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil else {
      return false
    }
    var isFolder: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return !exists || isFolder.boolValue
  }
}
