import MasteringCore

// Measurements from the app's own code; these numbers are the specification's worked example.
let fingerprint = try Fingerprint(
  loudnessDBFS: -9.58, peakDBFS: -0.1, crestDB: 6.89, spectralCentroidHz: 4052.1,
  spectralRolloffHz: 8100, zeroCrossingRate: 0.12429, spectralSpreadHz: 3000)
let recommendation = BuiltInProfiles.catalogue.recommendation(for: fingerprint)

for part in recommendation.weightedProfiles {
  print(part.profile.name, part.weight)
}
// The same JSON that every interface sends.
print(recommendation.payload(trackID: 7).text())
