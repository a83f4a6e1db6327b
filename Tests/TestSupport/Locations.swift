internal import Foundation

/// Where tests find things that are not part of them.
public enum Locations {
  /// The repository's top folder.
  public static let repository: String = {
    let file = URL(fileURLWithPath: #filePath)
    return file.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().standardizedFileURL.path
  }()

  /// The program, as built beside the tests.
  public static let program: String = {
    let beside = URL(fileURLWithPath: CommandLine.arguments.first ?? "")
      .deletingLastPathComponent().appendingPathComponent("meter").path
    let candidates = [beside, "\(repository)/.build/debug/meter"]
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
      ?? "\(repository)/.build/debug/meter"
  }()

  /// A file or folder of the material beside the repository, or nil where that is not there.
  public static func shared(_ name: String) -> String? {
    let environment = ProcessInfo.processInfo.environment
    let folder = environment["METER_SHARED"] ?? "\(repository)/../shared"
    let path = URL(fileURLWithPath: "\(folder)/\(name)").standardizedFileURL.path
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  /// Whether Python 3 can be run.
  public static let hasPython: Bool = {
    let result = try? run("/usr/bin/env", ["python3", "--version"])
    return result?.status == 0
  }()
}
