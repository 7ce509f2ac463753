import NIOCore
import Testing

@testable import WebHosting

@Suite struct RequestRateTests {
  private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

  @Test func `a second's worth of requests may come at once, then only as many as time allows`() {
    let rate = RequestRate(perSecond: 10)
    for _ in 0..<10 { #expect(rate.wait(for: "a", at: start) == nil) }
    #expect(rate.wait(for: "a", at: start) == 1)
    #expect(rate.wait(for: "a", at: start + .milliseconds(99)) == 1)
    #expect(rate.wait(for: "a", at: start + .milliseconds(201)) == nil)
    #expect(rate.wait(for: "b", at: start) == nil)
  }

  @Test func `a client told to wait may send requests again afterwards`() throws {
    let rate = RequestRate(perSecond: 0.1)
    #expect(rate.wait(for: "a", at: start) == nil)
    let seconds = try #require(rate.wait(for: "a", at: start))
    #expect(seconds == 10)
    #expect(rate.wait(for: "a", at: start + .seconds(Int64(seconds))) == nil)
  }

  @Test(arguments: [1e-5, 1e-300, Double.leastNonzeroMagnitude])
  func `a client is never told to wait for more than a day`(_ perSecond: Double) {
    let rate = RequestRate(perSecond: perSecond)
    #expect(rate.wait(for: "a", at: start) == nil)
    #expect(rate.wait(for: "a", at: start) == 86_400)
  }

  @Test func `a clock that goes back takes nothing away`() {
    let rate = RequestRate(perSecond: 1)
    #expect(rate.wait(for: "a", at: start) == nil)
    #expect(rate.wait(for: "a", at: start - .seconds(100)) == 1)
  }

  @Test func `requests from many addresses do not free a client above its rate`() {
    let rate = RequestRate(perSecond: 1)
    #expect(rate.wait(for: "a", at: start + .milliseconds(500)) == nil)
    // Each sends one request, long enough ago to be forgotten.
    for address in 0..<(RequestRate.capacity - 1) {
      _ = rate.wait(for: "\(address)", at: start - .seconds(9))
    }
    #expect(rate.wait(for: "new", at: start + .milliseconds(600)) == nil)
    #expect(rate.wait(for: "a", at: start + .milliseconds(600)) == 1)
  }
}
