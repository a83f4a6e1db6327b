internal import Foundation
internal import TestSupport

/// A Swift file of the repository, as lines.
struct SourceFile: Sendable {
  /// Relative to the repository.
  let path: String
  let lines: [String]

  /// All Swift files under `Sources` and `Tests`, in the order of their paths.
  static let all: [SourceFile] = ["Sources", "Tests"].flatMap { folder -> [SourceFile] in
    let root = "\(Locations.repository)/\(folder)"
    let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".swift") }.sorted().compactMap { name in
      guard let data = FileManager.default.contents(atPath: "\(root)/\(name)") else { return nil }
      let text = String(decoding: data, as: UTF8.self)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      return SourceFile(path: "\(folder)/\(name)", lines: lines)
    }
  }

  /// Whether the file is data in the form of code: long on purpose.
  var isData: Bool { path.hasSuffix("+Generated.swift") || path.contains("/BuiltIn") }
}
