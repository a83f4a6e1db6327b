internal import CostModel

/// Rounds the parts of an amount so that they add up to `target`, its rounded value: each is
/// rounded down, and what is left goes to those that lost most, the earlier one first of equal
/// ones. Where the target lies further off, because it is itself a difference of rounded values,
/// every part may have to move by one more.
func roundedParts(_ parts: [Money], to target: Money, digits: Int) -> [Money] {
  var step: Int128 = 1
  for _ in digits..<Money.fractionDigits { step *= 10 }
  var rest = target.units
  var floors: [Int128] = []
  var lost: [Int128] = []
  for part in parts {
    var remainder = part.units % step
    if remainder < 0 { remainder += step }
    floors.append(part.units - remainder)
    lost.append(remainder)
    rest -= part.units - remainder
  }
  let order = parts.indices.sorted { lost[$0] != lost[$1] ? lost[$0] > lost[$1] : $0 < $1 }
  guard !order.isEmpty else { return [] }
  for place in order where rest >= step {
    floors[place] += step
    rest -= step
  }
  for place in order.reversed() where rest <= -step {
    floors[place] -= step
    rest += step
  }
  floors[order[0]] += rest
  return floors.map { Money(units: $0) }
}
