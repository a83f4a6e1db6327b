internal import Foundation
internal import Glibc

/// A folder of files that appears as a whole or not at all.
///
/// The files are written into a hidden folder beside it, which then takes its name in one step; so
/// both are on one file system, and a reader sees the old folder, the new one or none, not a part.
struct ExportFolder {
  let parent: String
  let name: String

  var path: String { "\(parent)/\(name)" }
  /// The process is part of the name, so that two exports at once do not write into one folder.
  private var partialPrefix: String { ".\(name).partial." }
  private var partialPath: String { "\(parent)/\(partialPrefix)\(getpid())" }

  /// Publishes files; returns false where exactly these files were there already.
  func publish(_ files: [ExportFile], afterFile: (String) throws -> Void) throws -> Bool {
    try makeParent()
    removeLeftovers()
    if holds(files) { return false }
    do {
      try FileManager.default.createDirectory(
        atPath: partialPath, withIntermediateDirectories: false)
      for file in files {
        try write(file)
        try afterFile(file.name)
      }
      try synchronise(folder: partialPath)
      try takeName()
      try synchronise(folder: parent)
    } catch {
      try? FileManager.default.removeItem(atPath: partialPath)
      throw error
    }
    return true
  }

  /// Removes the folder, if it is there.
  func remove() throws {
    guard FileManager.default.fileExists(atPath: path) else { return }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw ExportError(reason: "the folder cannot be removed; check its permissions", path)
    }
  }

  private func makeParent() throws {
    var isFolder: ObjCBool = false
    if unsafe FileManager.default.fileExists(atPath: parent, isDirectory: &isFolder),
      !isFolder.boolValue
    {
      throw ExportError(reason: "is no folder; name another with --to FOLDER", parent)
    }
    do {
      try FileManager.default.createDirectory(
        atPath: parent, withIntermediateDirectories: true)
    } catch {
      throw ExportError(reason: "the folder cannot be made; check its permissions", parent)
    }
  }

  /// Whether the folder is there, with exactly these files.
  func holds(_ files: [ExportFile]) -> Bool {
    let present = try? FileManager.default.contentsOfDirectory(atPath: path)
    guard let present, Set(present) == Set(files.map(\.name)) else { return false }
    return files.allSatisfy { file in
      FileManager.default.contents(atPath: "\(path)/\(file.name)") == Data(file.bytes)
    }
  }

  /// Removes what a process that was killed left behind.
  private func removeLeftovers() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for name in names where name.hasPrefix(partialPrefix) {
      let number = name.dropFirst(partialPrefix.count).prefix { $0 != "." }
      let process = pid_t(number) ?? 0
      // Signal 0 only asks whether the process is there.
      let isRunning = process > 0 && process != getpid() && kill(process, 0) == 0
      if !isRunning { try? FileManager.default.removeItem(atPath: "\(parent)/\(name)") }
    }
  }

  private func write(_ file: ExportFile) throws {
    let path = "\(partialPath)/\(file.name)"
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw ExportError("could not create", path) }
    defer { close(descriptor) }
    var written = 0
    while written < file.bytes.count {
      let count = unsafe file.bytes.withUnsafeBytes { bytes in
        unsafe Glibc.write(
          descriptor, UnsafeRawBufferPointer(rebasing: bytes[written...]).baseAddress,
          bytes.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw ExportError("could not write", path) }
      written += count
    }
    guard fsync(descriptor) == 0 else { throw ExportError("could not keep on disk", path) }
  }

  private func synchronise(folder: String) throws {
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ExportError("could not open", folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw ExportError("could not keep on disk", folder) }
  }

  /// Gives the finished folder its name; one that is there already steps aside first.
  private func takeName() throws {
    if unsafe rename(partialPath, path) == 0 { return }
    guard errno == EEXIST || errno == ENOTEMPTY else {
      throw ExportError("could not rename to", path)
    }
    let asidePath = partialPath + ".replaced"
    guard unsafe rename(path, asidePath) == 0 else { throw ExportError("could not replace", path) }
    guard unsafe rename(partialPath, path) == 0 else {
      let error = ExportError("could not rename to", path)
      _ = unsafe rename(asidePath, path)
      throw error
    }
    try FileManager.default.removeItem(atPath: asidePath)
  }
}

/// Why an export could not be written.
public struct ExportError: Error, CustomStringConvertible {
  /// What failed, where, and the system's reason.
  public let description: String

  init(reason: String, _ path: String) { description = "\(path): \(reason)" }

  init(_ what: String, _ path: String) {
    description = unsafe "\(what) \(path): \(String(cString: strerror(errno)))"
  }
}
