internal import CostModel
internal import Glibc

extension TokenFile {
  /// Writes the file anew, whole or not at all, readable by its owner only.
  public func write(path: String) throws {
    let bytes = text
    let temporary = "\(path).new-\(getpid())"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.failure("create", temporary) }
    defer {
      close(descriptor)
      unsafe unlink(temporary)
    }
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(
          descriptor, buffer.baseAddress.map { unsafe $0 + written }, buffer.count - written)
      }
      guard count > 0 else { throw Self.failure("write", temporary) }
      written += count
    }
    guard fsync(descriptor) == 0, unsafe rename(temporary, path) == 0 else {
      throw Self.failure("replace", path)
    }
  }

  /// The file's text: one token a line, in the order of their creation.
  var text: [UInt8] {
    let head =
      "// Digests of bearer tokens, access keys with their secrets: written by 'meter token'.\n"
      + "{ \"tokens\": [\n"
    var bytes = Array(head.utf8)
    for token in tokens {
      bytes += Array("  { \"id\": ".utf8)
      appendJSONString(token.id, to: &bytes)
      var members: [(String, String)] = []
      switch token.proof {
      case .digest(let digest): members.append(("sha256", digest))
      case .secret(let secret): members.append(("secret", secret))
      }
      members.append(("role", token.role.rawValue))
      if let tenant = token.tenant { members.append(("tenant", tenant)) }
      if let tier = token.tier { members.append(("tier", tier)) }
      if let note = token.note { members.append(("note", note)) }
      members.append(("created", Instant.dateOrTime(token.created)))
      if let expires = token.expires { members.append(("expires", Instant.dateOrTime(expires))) }
      if let revoked = token.revoked { members.append(("revoked", Instant.dateOrTime(revoked))) }
      for (name, value) in members {
        bytes += Array(", \"\(name)\": ".utf8)
        appendJSONString(value, to: &bytes)
      }
      if let count = token.requestsPerMinute {
        bytes += Array(", \"requests_per_minute\": \(count)".utf8)
      }
      bytes += Array(" },\n".utf8)
    }
    return bytes + Array("] }\n".utf8)
  }

  private static func failure(_ verb: String, _ path: String) -> CredentialError {
    CredentialError("cannot \(verb) \(path): \(unsafe String(cString: strerror(errno)))")
  }
}
