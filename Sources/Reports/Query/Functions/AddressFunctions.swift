/// Functions on IP addresses. What is no address gives 0, or null where a number is asked for.
let addressFunctions: [QueryFunction] =
  [
    test("isValidIp", "whether the text is an address, of version 4 or 6") { _ in true },
    test("isValidIpV4", "whether the text is an address of version 4") { $0.isVersion4 },
    test("isValidIpV6", "whether the text is an address of version 6") { !$0.isVersion4 },
    test("isPrivateIP", "whether the address is of a private network (RFC 1918, RFC 4193)") {
      $0.isWithin(privateNetworks)
    },
    test("isReservedIP", "whether the address is loopback, link-local, for examples, or the like") {
      $0.isWithin(reservedNetworks)
    },
    test("isPublicIP", "whether the address is neither private nor reserved") {
      !$0.isWithin(privateNetworks) && !$0.isWithin(reservedNetworks)
    },
    subnet("isIpInSubnet", "whether the address is of the network") { _ in true },
    subnet("isIpv4InSubnet", "whether the address of version 4 is of the network") {
      $0.isVersion4
    },
    subnet("isIpv6InSubnet", "whether the address of version 6 is of the network") {
      !$0.isVersion4
    },
    QueryFunction(
      name: "ipv4ToNumber", syntax: "ipv4ToNumber(address)",
      meaning: "the address of version 4 as a number", values: 1...1, type: { _ in .integer }
    ) { values, _ in
      guard let address = values[0].text.flatMap(Address.init), address.isVersion4 else {
        return .null
      }
      return .integer(Int128(address.bits))
    },
  ]

private func test(
  _ name: String, _ meaning: String, _ holds: @escaping @Sendable (Address) -> Bool
) -> QueryFunction {
  QueryFunction(
    name: name, syntax: "\(name)(address)", meaning: meaning, values: 1...1, type: { _ in .boolean }
  ) { values, _ in .boolean(values[0].text.flatMap(Address.init).map(holds) ?? false) }
}

private func subnet(
  _ name: String, _ meaning: String, _ isWanted: @escaping @Sendable (Address) -> Bool
) -> QueryFunction {
  QueryFunction(
    name: name, syntax: "\(name)(address, \"network/length\")", meaning: meaning, values: 2...2,
    type: { _ in .boolean }
  ) { values, _ in
    guard let address = values[0].text.flatMap(Address.init), isWanted(address),
      let network = values[1].text.flatMap(Network.init)
    else { return .boolean(false) }
    return .boolean(network.contains(address))
  }
}

/// An IP address as a number.
private struct Address {
  var bits: UInt128
  var isVersion4: Bool

  var width: Int { isVersion4 ? 32 : 128 }

  init?(_ text: String) {
    isVersion4 = !text.contains(":")
    guard text.utf8.count <= 45,
      let bits = isVersion4 ? Self.version4(text[...]) : Self.version6(text)
    else { return nil }
    self.bits = bits
  }

  private static func version4(_ text: Substring) -> UInt128? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bits: UInt128 = 0
    for part in parts {
      guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy(Lexer.isDigit),
        part.utf8.count == 1 || part.first != "0", let byte = UInt8(part)
      else { return nil }
      bits = bits << 8 | UInt128(byte)
    }
    return bits
  }

  private static func version6(_ text: String) -> UInt128? {
    var text = text[...]
    var tail: [UInt128] = []
    // The last 32 bits may be written as version 4.
    if text.contains(".") {
      guard let colon = text.lastIndex(of: ":"),
        let bits = version4(text[text.index(after: colon)...])
      else { return nil }
      tail = [bits >> 16, bits & 0xffff]
      text = text[...colon]
      text = text.hasSuffix("::") ? text : text.dropLast()
    }
    guard let gap = text.utf8Range(of: "::") else {
      guard let groups = groups(text), groups.count + tail.count == 8 else { return nil }
      return join(groups + tail)
    }
    let left = Substring(text.utf8.prefix(gap.lowerBound))
    let right = Substring(text.utf8.dropFirst(gap.upperBound))
    guard let left = groups(left), let right = groups(right) else { return nil }
    let missing = 8 - left.count - right.count - tail.count
    guard missing >= 1 else { return nil }
    return join(left + [UInt128](repeating: 0, count: missing) + right + tail)
  }

  private static func groups(_ text: Substring) -> [UInt128]? {
    if text.isEmpty { return [] }
    var groups: [UInt128] = []
    for part in text.split(separator: ":", omittingEmptySubsequences: false) {
      guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit),
        let group = UInt16(part, radix: 16)
      else { return nil }
      groups.append(UInt128(group))
    }
    return groups
  }

  private static func join(_ groups: [UInt128]) -> UInt128 {
    groups.reduce(0) { $0 << 16 | $1 }
  }

  func isWithin(_ networks: [Network]) -> Bool { networks.contains { $0.contains(self) } }
}

extension Substring {
  fileprivate func utf8Range(of part: String) -> Range<Int>? { String(self).utf8Range(of: part) }
}

/// The addresses that begin with the same bits.
private struct Network {
  var address: Address
  var length: Int

  /// Reads `192.0.2.0/24`.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = Address(String(parts[0])), let length = Int(parts[1]),
      (0...address.width).contains(length)
    else { return nil }
    self.address = address
    self.length = length
  }

  func contains(_ other: Address) -> Bool {
    guard other.isVersion4 == address.isVersion4 else { return false }
    let shift = UInt128(address.width - length)
    return length == 0 || other.bits >> shift == address.bits >> shift
  }
}

private let privateNetworks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]
  .compactMap(Network.init)

private let reservedNetworks = [
  "0.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24",
  "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "::/128",
  "::1/128", "100::/64", "2001:db8::/32", "fe80::/10", "ff00::/8",
].compactMap(Network.init)
