internal import Foundation
internal import Glibc

/// Writes bytes to standard output.
func writeOutput(_ bytes: [UInt8]) throws { try write(bytes, to: 1) }

/// Writes a line to standard output.
func writeOutput(_ text: String) throws { try write(Array((text + "\n").utf8), to: 1) }

/// Writes a line to standard error. Nothing can be told to anybody if that fails.
func writeError(_ text: String) { try? write(Array((text + "\n").utf8), to: 2) }

/// Writes all bytes to a file descriptor.
func write(_ bytes: [UInt8], to descriptor: Int32) throws {
  var start = 0
  while start < bytes.count {
    let count = unsafe bytes[start...].withUnsafeBytes { buffer in
      unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
    }
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else {
      throw CommandFailure("cannot write the output: \(systemErrorText(errno))")
    }
    start += count
  }
}

/// Writes a whole file so that readers see either the old or the new one, never a half.
///
/// A pipe or device of that name is written into: putting a file in its place would remove it.
func writeFile(_ bytes: [UInt8], path: String) throws {
  var status = stat()
  if unsafe stat(path, &status) == 0, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) {
    let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    defer { close(descriptor) }
    guard descriptor >= 0 else {
      throw CommandFailure("cannot write \(path): \(systemErrorText(errno))")
    }
    return try write(bytes, to: descriptor)
  }
  do {
    try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
  } catch {
    throw CommandFailure(
      "cannot write \(path): \(error.localizedDescription); does the folder exist?")
  }
}

/// Reads a whole file.
func readFile(_ path: String) throws -> [UInt8] {
  guard let data = FileManager.default.contents(atPath: path) else {
    let reason = FileManager.default.fileExists(atPath: path)
      ? "it is a folder, or may not be read" : "there is no such file"
    throw CommandFailure("cannot read \(path): \(reason)")
  }
  return [UInt8](data)
}

/// The system's words for an error number.
func systemErrorText(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }
