internal import Foundation

/// The functions on doubles that come from the C library.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// The natural logarithm; not a number below zero.
func naturalLogarithm(_ value: Double) -> Double { log(value) }

/// Kilometres between two places on a globe of 6,371 km, given in degrees.
func greatCircle(
  _ latitude: Double, _ longitude: Double, _ otherLatitude: Double, _ otherLongitude: Double
) -> Double {
  let radians = Double.pi / 180
  let north = sin((otherLatitude - latitude) * radians / 2)
  let east = sin((otherLongitude - longitude) * radians / 2)
  let chord =
    north * north + cos(latitude * radians) * cos(otherLatitude * radians) * east * east
  return 2 * 6_371 * asin(min(1, chord.squareRoot()))
}
