/// Whether two values are the same to the last bit: numbers by their bits, since `==` takes −0.0 for
/// 0.0, and text by its bytes, since `==` takes two texts for the same that only look the same.
///
/// It looks into the values as a debugger does, so that a property that is added later is compared
/// too. What has nothing inside is compared by `==`.
func isExactly<Value: Hashable>(_ left: Value, _ right: Value) -> Bool {
  left == right && hasSameParts(left, right)
}

private func hasSameParts(_ left: Any, _ right: Any) -> Bool {
  switch (left, right) {
  case (let left as Double, let right as Double): return left.bitPattern == right.bitPattern
  case (let left as String, let right as String): return left.utf8.elementsEqual(right.utf8)
  default: break
  }
  let (parts, others) = (Mirror(reflecting: left).children, Mirror(reflecting: right).children)
  return parts.count == others.count
    && zip(parts, others).allSatisfy { hasSameParts($0.value, $1.value) }
}
