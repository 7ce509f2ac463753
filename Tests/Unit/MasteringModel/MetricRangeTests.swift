import MasteringModel
import ProviderTesting
import TestArguments
import Testing

@Suite struct MetricRangeTests {
  @Test func `a range has a centre and half a width`() {
    let range = MetricRange.sample(-16, -12.5)
    #expect(range.lowerBound == -16)
    #expect(range.upperBound == -12.5)
    #expect(range.centre == -14.25)
    #expect(range.halfWidth == 1.75)
  }

  @Test func `a range may have zero width`() {
    let range = MetricRange.sample(0.5, 0.5)
    #expect(range.centre == 0.5)
    #expect(range.halfWidth == 0)
  }

  @Test(arguments: [
    Labelled("inverted", (1.0, 0.5)), Labelled("inverted by an ulp", (1.0.nextUp, 1.0)),
    Labelled("inverted around zero", (.leastNonzeroMagnitude, 0.0)),
  ])
  func `a lower bound above the upper one is refused`(_ bounds: Labelled<(Double, Double)>) {
    let (lower, upper) = bounds.value
    #expect(throws: InvalidMetricRange.inverted(lower, upper)) { try MetricRange(lower, upper) }
  }

  @Test(arguments: [
    Labelled("lower NaN", (Double.nan, 1)), Labelled("upper NaN", (1, .nan)),
    Labelled("both NaN", (.nan, .nan)), Labelled("open below", (-.infinity, 1)),
    Labelled("open above", (1, .infinity)), Labelled("open both ways", (-.infinity, .infinity)),
    Labelled("infinity alone", (.infinity, .infinity)),
    Labelled("too wide for a width", (-1.7e308, 1.7e308)),
    Labelled("too far up for a centre", (1.7e308, 1.7e308)),
    Labelled("too far down for a centre", (-1.7e308, -1.7e308)),
  ])
  func `bounds without a finite centre and width are refused`(
    _ bounds: Labelled<(Double, Double)>
  ) {
    let (lower, upper) = bounds.value
    let refusal = #expect(throws: InvalidMetricRange.self) { try MetricRange(lower, upper) }
    guard case .notFinite(let first, let second) = refusal else {
      Issue.record("refused as \(String(describing: refusal))")
      return
    }
    #expect([first, second].map(\.description) == [lower, upper].map(\.description))
  }

  @Test func `the widest range with a finite width is allowed`() throws {
    let half = Double.greatestFiniteMagnitude / 2
    #expect(try MetricRange(-half, half).halfWidth == half)
  }

  @Test(arguments: [
    (-16.0, true), (-14, true), (-12, true), ((-16.0).nextDown, false), ((-12.0).nextUp, false),
    (.nan, false),
  ])
  func `both bounds belong to the range, and nothing beyond them`(
    _ value: Double, _ isInside: Bool
  ) {
    #expect(MetricRange.sample(-16, -12).contains(value) == isInside)
  }
}
