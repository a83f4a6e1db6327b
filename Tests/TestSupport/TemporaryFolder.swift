internal import Foundation

/// A folder that exists for the length of one test.
public struct TemporaryFolder: Sendable {
  /// The folder's path, without a slash at its end.
  public let path: String

  /// The path of something in the folder.
  public func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file and returns its path.
  @discardableResult
  public func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = path(name)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// Writes a file of text and returns its path.
  @discardableResult
  public func write(_ name: String, _ text: String) throws -> String {
    try write(name, Array(text.utf8))
  }

  /// Reads a file whole.
  public func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }
}

/// Runs `body` with a new folder, and removes it afterwards.
public func withTemporaryFolder<Result>(
  _ body: (TemporaryFolder) throws -> Result
) throws -> Result {
  let path = FileManager.default.temporaryDirectory.path + "/meter-test-" + UUID().uuidString
  try FileManager.default.createDirectory(
    atPath: path, withIntermediateDirectories: true, attributes: nil)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(TemporaryFolder(path: path))
}
