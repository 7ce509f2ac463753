// Written by Scripts/embed-page.
#include "CSpecification.h"

// Compiled in, so that the command is one file wherever it is copied; #embed takes no longer than a
// copy, where a Swift literal of this size takes minutes.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file_01_terms_md[] = {
#embed "../../Spec/01-terms.md"
};

static const unsigned char file_02_audio_and_fingerprint_md[] = {
#embed "../../Spec/02-audio-and-fingerprint.md"
};

static const unsigned char file_03_profiles_md[] = {
#embed "../../Spec/03-profiles.md"
};

static const unsigned char file_04_recommendation_md[] = {
#embed "../../Spec/04-recommendation.md"
};

static const unsigned char file_05_messages_md[] = {
#embed "../../Spec/05-messages.md"
};

static const unsigned char file_06_json_rpc_md[] = {
#embed "../../Spec/06-json-rpc.md"
};

static const unsigned char file_07_http_and_websocket_md[] = {
#embed "../../Spec/07-http-and-websocket.md"
};

static const unsigned char file_08_streaming_md[] = {
#embed "../../Spec/08-streaming.md"
};

static const unsigned char file_09_caches_md[] = {
#embed "../../Spec/09-caches.md"
};

static const unsigned char file_10_conformance_md[] = {
#embed "../../Spec/10-conformance.md"
};

static const unsigned char file_11_loudness_md[] = {
#embed "../../Spec/11-loudness.md"
};

static const unsigned char file_12_rendering_md[] = {
#embed "../../Spec/12-rendering.md"
};

static const unsigned char file_13_learning_md[] = {
#embed "../../Spec/13-learning.md"
};

static const unsigned char file_14_agents_md[] = {
#embed "../../Spec/14-agents.md"
};

static const unsigned char file_15_catalogues_md[] = {
#embed "../../Spec/15-catalogues.md"
};

static const unsigned char file_changelog_md[] = {
#embed "../../Spec/CHANGELOG.md"
};

static const unsigned char file_readme_md[] = {
#embed "../../Spec/README.md"
};

static const unsigned char file_differences_from_the_original_md[] = {
#embed "../../Spec/differences-from-the-original.md"
};

static const unsigned char file_rationale_md[] = {
#embed "../../Spec/rationale.md"
};

static const unsigned char file_tools_json[] = {
#embed "../../Spec/tools.json"
};

static const unsigned char file_schemas_case_file_json[] = {
#embed "../../Spec/schemas/case-file.json"
};

static const unsigned char file_schemas_catalogue_json[] = {
#embed "../../Spec/schemas/catalogue.json"
};

static const unsigned char file_schemas_common_json[] = {
#embed "../../Spec/schemas/common.json"
};

static const unsigned char file_schemas_edition_json[] = {
#embed "../../Spec/schemas/edition.json"
};

static const unsigned char file_schemas_errors_json[] = {
#embed "../../Spec/schemas/errors.json"
};

static const unsigned char file_schemas_expected_failures_json[] = {
#embed "../../Spec/schemas/expected-failures.json"
};

static const unsigned char file_schemas_fingerprint_json[] = {
#embed "../../Spec/schemas/fingerprint.json"
};

static const unsigned char file_schemas_http_error_json[] = {
#embed "../../Spec/schemas/http-error.json"
};

static const unsigned char file_schemas_http_library_map_json[] = {
#embed "../../Spec/schemas/http-library-map.json"
};

static const unsigned char file_schemas_http_library_json[] = {
#embed "../../Spec/schemas/http-library.json"
};

static const unsigned char file_schemas_http_profile_preview_json[] = {
#embed "../../Spec/schemas/http-profile-preview.json"
};

static const unsigned char file_schemas_http_rendering_json[] = {
#embed "../../Spec/schemas/http-rendering.json"
};

static const unsigned char file_schemas_http_stream_address_json[] = {
#embed "../../Spec/schemas/http-stream-address.json"
};

static const unsigned char file_schemas_http_tracks_json[] = {
#embed "../../Spec/schemas/http-tracks.json"
};

static const unsigned char file_schemas_http_whole_song_json[] = {
#embed "../../Spec/schemas/http-whole-song.json"
};

static const unsigned char file_schemas_manifest_json[] = {
#embed "../../Spec/schemas/manifest.json"
};

static const unsigned char file_schemas_messages_fingerprint_progress_json[] = {
#embed "../../Spec/schemas/messages/fingerprint_progress.json"
};

static const unsigned char file_schemas_messages_library_changed_json[] = {
#embed "../../Spec/schemas/messages/library_changed.json"
};

static const unsigned char file_schemas_messages_mastering_recommendation_json[] = {
#embed "../../Spec/schemas/messages/mastering_recommendation.json"
};

static const unsigned char file_schemas_messages_mastering_recommendation_failed_json[] = {
#embed "../../Spec/schemas/messages/mastering_recommendation_failed.json"
};

static const unsigned char file_schemas_messages_mastering_render_json[] = {
#embed "../../Spec/schemas/messages/mastering_render.json"
};

static const unsigned char file_schemas_messages_track_loaded_json[] = {
#embed "../../Spec/schemas/messages/track_loaded.json"
};

static const unsigned char file_schemas_methods_cache_clear_params_json[] = {
#embed "../../Spec/schemas/methods/cache.clear.params.json"
};

static const unsigned char file_schemas_methods_cache_clear_result_json[] = {
#embed "../../Spec/schemas/methods/cache.clear.result.json"
};

static const unsigned char file_schemas_methods_cache_get_params_json[] = {
#embed "../../Spec/schemas/methods/cache.get.params.json"
};

static const unsigned char file_schemas_methods_cache_get_result_json[] = {
#embed "../../Spec/schemas/methods/cache.get.result.json"
};

static const unsigned char file_schemas_methods_cache_set_params_json[] = {
#embed "../../Spec/schemas/methods/cache.set.params.json"
};

static const unsigned char file_schemas_methods_cache_set_result_json[] = {
#embed "../../Spec/schemas/methods/cache.set.result.json"
};

static const unsigned char file_schemas_methods_cache_stats_params_json[] = {
#embed "../../Spec/schemas/methods/cache.stats.params.json"
};

static const unsigned char file_schemas_methods_cache_stats_result_json[] = {
#embed "../../Spec/schemas/methods/cache.stats.result.json"
};

static const unsigned char file_schemas_methods_cancel_params_json[] = {
#embed "../../Spec/schemas/methods/cancel.params.json"
};

static const unsigned char file_schemas_methods_chunks_plan_params_json[] = {
#embed "../../Spec/schemas/methods/chunks.plan.params.json"
};

static const unsigned char file_schemas_methods_chunks_plan_result_json[] = {
#embed "../../Spec/schemas/methods/chunks.plan.result.json"
};

static const unsigned char file_schemas_methods_chunks_seek_params_json[] = {
#embed "../../Spec/schemas/methods/chunks.seek.params.json"
};

static const unsigned char file_schemas_methods_chunks_seek_result_json[] = {
#embed "../../Spec/schemas/methods/chunks.seek.result.json"
};

static const unsigned char file_schemas_methods_engine_describe_params_json[] = {
#embed "../../Spec/schemas/methods/engine.describe.params.json"
};

static const unsigned char file_schemas_methods_engine_describe_result_json[] = {
#embed "../../Spec/schemas/methods/engine.describe.result.json"
};

static const unsigned char file_schemas_methods_fingerprint_extract_params_json[] = {
#embed "../../Spec/schemas/methods/fingerprint.extract.params.json"
};

static const unsigned char file_schemas_methods_fingerprint_extract_result_json[] = {
#embed "../../Spec/schemas/methods/fingerprint.extract.result.json"
};

static const unsigned char file_schemas_methods_loudness_measure_params_json[] = {
#embed "../../Spec/schemas/methods/loudness.measure.params.json"
};

static const unsigned char file_schemas_methods_loudness_measure_result_json[] = {
#embed "../../Spec/schemas/methods/loudness.measure.result.json"
};

static const unsigned char file_schemas_methods_message_check_params_json[] = {
#embed "../../Spec/schemas/methods/message.check.params.json"
};

static const unsigned char file_schemas_methods_message_check_result_json[] = {
#embed "../../Spec/schemas/methods/message.check.result.json"
};

static const unsigned char file_schemas_methods_message_make_params_json[] = {
#embed "../../Spec/schemas/methods/message.make.params.json"
};

static const unsigned char file_schemas_methods_message_make_result_json[] = {
#embed "../../Spec/schemas/methods/message.make.result.json"
};

static const unsigned char file_schemas_methods_profiles_add_params_json[] = {
#embed "../../Spec/schemas/methods/profiles.add.params.json"
};

static const unsigned char file_schemas_methods_profiles_add_result_json[] = {
#embed "../../Spec/schemas/methods/profiles.add.result.json"
};

static const unsigned char file_schemas_methods_profiles_export_params_json[] = {
#embed "../../Spec/schemas/methods/profiles.export.params.json"
};

static const unsigned char file_schemas_methods_profiles_export_result_json[] = {
#embed "../../Spec/schemas/methods/profiles.export.result.json"
};

static const unsigned char file_schemas_methods_profiles_get_params_json[] = {
#embed "../../Spec/schemas/methods/profiles.get.params.json"
};

static const unsigned char file_schemas_methods_profiles_get_result_json[] = {
#embed "../../Spec/schemas/methods/profiles.get.result.json"
};

static const unsigned char file_schemas_methods_profiles_import_params_json[] = {
#embed "../../Spec/schemas/methods/profiles.import.params.json"
};

static const unsigned char file_schemas_methods_profiles_import_result_json[] = {
#embed "../../Spec/schemas/methods/profiles.import.result.json"
};

static const unsigned char file_schemas_methods_profiles_learn_params_json[] = {
#embed "../../Spec/schemas/methods/profiles.learn.params.json"
};

static const unsigned char file_schemas_methods_profiles_learn_result_json[] = {
#embed "../../Spec/schemas/methods/profiles.learn.result.json"
};

static const unsigned char file_schemas_methods_profiles_list_params_json[] = {
#embed "../../Spec/schemas/methods/profiles.list.params.json"
};

static const unsigned char file_schemas_methods_profiles_list_result_json[] = {
#embed "../../Spec/schemas/methods/profiles.list.result.json"
};

static const unsigned char file_schemas_methods_profiles_remove_params_json[] = {
#embed "../../Spec/schemas/methods/profiles.remove.params.json"
};

static const unsigned char file_schemas_methods_profiles_remove_result_json[] = {
#embed "../../Spec/schemas/methods/profiles.remove.result.json"
};

static const unsigned char file_schemas_methods_ranking_rank_params_json[] = {
#embed "../../Spec/schemas/methods/ranking.rank.params.json"
};

static const unsigned char file_schemas_methods_ranking_rank_result_json[] = {
#embed "../../Spec/schemas/methods/ranking.rank.result.json"
};

static const unsigned char file_schemas_methods_recommendation_message_params_json[] = {
#embed "../../Spec/schemas/methods/recommendation.message.params.json"
};

static const unsigned char file_schemas_methods_recommendation_message_result_json[] = {
#embed "../../Spec/schemas/methods/recommendation.message.result.json"
};

static const unsigned char file_schemas_methods_recommendation_single_params_json[] = {
#embed "../../Spec/schemas/methods/recommendation.single.params.json"
};

static const unsigned char file_schemas_methods_recommendation_single_result_json[] = {
#embed "../../Spec/schemas/methods/recommendation.single.result.json"
};

static const unsigned char file_schemas_methods_recommendation_weighted_params_json[] = {
#embed "../../Spec/schemas/methods/recommendation.weighted.params.json"
};

static const unsigned char file_schemas_methods_recommendation_weighted_result_json[] = {
#embed "../../Spec/schemas/methods/recommendation.weighted.result.json"
};

static const unsigned char file_schemas_methods_render_apply_params_json[] = {
#embed "../../Spec/schemas/methods/render.apply.params.json"
};

static const unsigned char file_schemas_methods_render_apply_result_json[] = {
#embed "../../Spec/schemas/methods/render.apply.result.json"
};

static const unsigned char file_schemas_methods_render_filter_params_json[] = {
#embed "../../Spec/schemas/methods/render.filter.params.json"
};

static const unsigned char file_schemas_methods_render_filter_result_json[] = {
#embed "../../Spec/schemas/methods/render.filter.result.json"
};

static const unsigned char file_schemas_methods_render_plan_params_json[] = {
#embed "../../Spec/schemas/methods/render.plan.params.json"
};

static const unsigned char file_schemas_methods_render_plan_result_json[] = {
#embed "../../Spec/schemas/methods/render.plan.result.json"
};

static const unsigned char file_schemas_methods_render_solve_params_json[] = {
#embed "../../Spec/schemas/methods/render.solve.params.json"
};

static const unsigned char file_schemas_methods_render_solve_result_json[] = {
#embed "../../Spec/schemas/methods/render.solve.result.json"
};

static const unsigned char file_schemas_methods_rpc_discover_params_json[] = {
#embed "../../Spec/schemas/methods/rpc.discover.params.json"
};

static const unsigned char file_schemas_methods_rpc_discover_result_json[] = {
#embed "../../Spec/schemas/methods/rpc.discover.result.json"
};

static const unsigned char file_schemas_methods_shutdown_params_json[] = {
#embed "../../Spec/schemas/methods/shutdown.params.json"
};

static const unsigned char file_schemas_methods_shutdown_result_json[] = {
#embed "../../Spec/schemas/methods/shutdown.result.json"
};

static const unsigned char file_schemas_methods_taste_decide_params_json[] = {
#embed "../../Spec/schemas/methods/taste.decide.params.json"
};

static const unsigned char file_schemas_methods_taste_decide_result_json[] = {
#embed "../../Spec/schemas/methods/taste.decide.result.json"
};

static const unsigned char file_schemas_methods_taste_fold_params_json[] = {
#embed "../../Spec/schemas/methods/taste.fold.params.json"
};

static const unsigned char file_schemas_methods_taste_fold_result_json[] = {
#embed "../../Spec/schemas/methods/taste.fold.result.json"
};

static const unsigned char file_schemas_methods_taste_reset_params_json[] = {
#embed "../../Spec/schemas/methods/taste.reset.params.json"
};

static const unsigned char file_schemas_methods_taste_reset_result_json[] = {
#embed "../../Spec/schemas/methods/taste.reset.result.json"
};

static const unsigned char file_schemas_methods_taste_show_params_json[] = {
#embed "../../Spec/schemas/methods/taste.show.params.json"
};

static const unsigned char file_schemas_methods_taste_show_result_json[] = {
#embed "../../Spec/schemas/methods/taste.show.result.json"
};

static const unsigned char file_schemas_methods_taste_undo_params_json[] = {
#embed "../../Spec/schemas/methods/taste.undo.params.json"
};

static const unsigned char file_schemas_methods_taste_undo_result_json[] = {
#embed "../../Spec/schemas/methods/taste.undo.result.json"
};

static const unsigned char file_schemas_methods_track_load_params_json[] = {
#embed "../../Spec/schemas/methods/track.load.params.json"
};

static const unsigned char file_schemas_methods_track_load_result_json[] = {
#embed "../../Spec/schemas/methods/track.load.result.json"
};

static const unsigned char file_schemas_methods_track_render_params_json[] = {
#embed "../../Spec/schemas/methods/track.render.params.json"
};

static const unsigned char file_schemas_methods_track_render_result_json[] = {
#embed "../../Spec/schemas/methods/track.render.result.json"
};

static const unsigned char file_schemas_profile_json[] = {
#embed "../../Spec/schemas/profile.json"
};

static const unsigned char file_schemas_recipes_json[] = {
#embed "../../Spec/schemas/recipes.json"
};

static const unsigned char file_schemas_recommendation_json[] = {
#embed "../../Spec/schemas/recommendation.json"
};

static const unsigned char file_schemas_rendering_report_json[] = {
#embed "../../Spec/schemas/rendering-report.json"
};

static const unsigned char file_schemas_report_json[] = {
#embed "../../Spec/schemas/report.json"
};

static const unsigned char file_schemas_sidecar_json[] = {
#embed "../../Spec/schemas/sidecar.json"
};

static const struct mastering_specification_file files[] = {
    {"01-terms.md", file_01_terms_md, sizeof file_01_terms_md},
    {"02-audio-and-fingerprint.md", file_02_audio_and_fingerprint_md, sizeof file_02_audio_and_fingerprint_md},
    {"03-profiles.md", file_03_profiles_md, sizeof file_03_profiles_md},
    {"04-recommendation.md", file_04_recommendation_md, sizeof file_04_recommendation_md},
    {"05-messages.md", file_05_messages_md, sizeof file_05_messages_md},
    {"06-json-rpc.md", file_06_json_rpc_md, sizeof file_06_json_rpc_md},
    {"07-http-and-websocket.md", file_07_http_and_websocket_md, sizeof file_07_http_and_websocket_md},
    {"08-streaming.md", file_08_streaming_md, sizeof file_08_streaming_md},
    {"09-caches.md", file_09_caches_md, sizeof file_09_caches_md},
    {"10-conformance.md", file_10_conformance_md, sizeof file_10_conformance_md},
    {"11-loudness.md", file_11_loudness_md, sizeof file_11_loudness_md},
    {"12-rendering.md", file_12_rendering_md, sizeof file_12_rendering_md},
    {"13-learning.md", file_13_learning_md, sizeof file_13_learning_md},
    {"14-agents.md", file_14_agents_md, sizeof file_14_agents_md},
    {"15-catalogues.md", file_15_catalogues_md, sizeof file_15_catalogues_md},
    {"CHANGELOG.md", file_changelog_md, sizeof file_changelog_md},
    {"README.md", file_readme_md, sizeof file_readme_md},
    {"differences-from-the-original.md", file_differences_from_the_original_md, sizeof file_differences_from_the_original_md},
    {"rationale.md", file_rationale_md, sizeof file_rationale_md},
    {"tools.json", file_tools_json, sizeof file_tools_json},
    {"schemas/case-file.json", file_schemas_case_file_json, sizeof file_schemas_case_file_json},
    {"schemas/catalogue.json", file_schemas_catalogue_json, sizeof file_schemas_catalogue_json},
    {"schemas/common.json", file_schemas_common_json, sizeof file_schemas_common_json},
    {"schemas/edition.json", file_schemas_edition_json, sizeof file_schemas_edition_json},
    {"schemas/errors.json", file_schemas_errors_json, sizeof file_schemas_errors_json},
    {"schemas/expected-failures.json", file_schemas_expected_failures_json, sizeof file_schemas_expected_failures_json},
    {"schemas/fingerprint.json", file_schemas_fingerprint_json, sizeof file_schemas_fingerprint_json},
    {"schemas/http-error.json", file_schemas_http_error_json, sizeof file_schemas_http_error_json},
    {"schemas/http-library-map.json", file_schemas_http_library_map_json, sizeof file_schemas_http_library_map_json},
    {"schemas/http-library.json", file_schemas_http_library_json, sizeof file_schemas_http_library_json},
    {"schemas/http-profile-preview.json", file_schemas_http_profile_preview_json, sizeof file_schemas_http_profile_preview_json},
    {"schemas/http-rendering.json", file_schemas_http_rendering_json, sizeof file_schemas_http_rendering_json},
    {"schemas/http-stream-address.json", file_schemas_http_stream_address_json, sizeof file_schemas_http_stream_address_json},
    {"schemas/http-tracks.json", file_schemas_http_tracks_json, sizeof file_schemas_http_tracks_json},
    {"schemas/http-whole-song.json", file_schemas_http_whole_song_json, sizeof file_schemas_http_whole_song_json},
    {"schemas/manifest.json", file_schemas_manifest_json, sizeof file_schemas_manifest_json},
    {"schemas/messages/fingerprint_progress.json", file_schemas_messages_fingerprint_progress_json, sizeof file_schemas_messages_fingerprint_progress_json},
    {"schemas/messages/library_changed.json", file_schemas_messages_library_changed_json, sizeof file_schemas_messages_library_changed_json},
    {"schemas/messages/mastering_recommendation.json", file_schemas_messages_mastering_recommendation_json, sizeof file_schemas_messages_mastering_recommendation_json},
    {"schemas/messages/mastering_recommendation_failed.json", file_schemas_messages_mastering_recommendation_failed_json, sizeof file_schemas_messages_mastering_recommendation_failed_json},
    {"schemas/messages/mastering_render.json", file_schemas_messages_mastering_render_json, sizeof file_schemas_messages_mastering_render_json},
    {"schemas/messages/track_loaded.json", file_schemas_messages_track_loaded_json, sizeof file_schemas_messages_track_loaded_json},
    {"schemas/methods/cache.clear.params.json", file_schemas_methods_cache_clear_params_json, sizeof file_schemas_methods_cache_clear_params_json},
    {"schemas/methods/cache.clear.result.json", file_schemas_methods_cache_clear_result_json, sizeof file_schemas_methods_cache_clear_result_json},
    {"schemas/methods/cache.get.params.json", file_schemas_methods_cache_get_params_json, sizeof file_schemas_methods_cache_get_params_json},
    {"schemas/methods/cache.get.result.json", file_schemas_methods_cache_get_result_json, sizeof file_schemas_methods_cache_get_result_json},
    {"schemas/methods/cache.set.params.json", file_schemas_methods_cache_set_params_json, sizeof file_schemas_methods_cache_set_params_json},
    {"schemas/methods/cache.set.result.json", file_schemas_methods_cache_set_result_json, sizeof file_schemas_methods_cache_set_result_json},
    {"schemas/methods/cache.stats.params.json", file_schemas_methods_cache_stats_params_json, sizeof file_schemas_methods_cache_stats_params_json},
    {"schemas/methods/cache.stats.result.json", file_schemas_methods_cache_stats_result_json, sizeof file_schemas_methods_cache_stats_result_json},
    {"schemas/methods/cancel.params.json", file_schemas_methods_cancel_params_json, sizeof file_schemas_methods_cancel_params_json},
    {"schemas/methods/chunks.plan.params.json", file_schemas_methods_chunks_plan_params_json, sizeof file_schemas_methods_chunks_plan_params_json},
    {"schemas/methods/chunks.plan.result.json", file_schemas_methods_chunks_plan_result_json, sizeof file_schemas_methods_chunks_plan_result_json},
    {"schemas/methods/chunks.seek.params.json", file_schemas_methods_chunks_seek_params_json, sizeof file_schemas_methods_chunks_seek_params_json},
    {"schemas/methods/chunks.seek.result.json", file_schemas_methods_chunks_seek_result_json, sizeof file_schemas_methods_chunks_seek_result_json},
    {"schemas/methods/engine.describe.params.json", file_schemas_methods_engine_describe_params_json, sizeof file_schemas_methods_engine_describe_params_json},
    {"schemas/methods/engine.describe.result.json", file_schemas_methods_engine_describe_result_json, sizeof file_schemas_methods_engine_describe_result_json},
    {"schemas/methods/fingerprint.extract.params.json", file_schemas_methods_fingerprint_extract_params_json, sizeof file_schemas_methods_fingerprint_extract_params_json},
    {"schemas/methods/fingerprint.extract.result.json", file_schemas_methods_fingerprint_extract_result_json, sizeof file_schemas_methods_fingerprint_extract_result_json},
    {"schemas/methods/loudness.measure.params.json", file_schemas_methods_loudness_measure_params_json, sizeof file_schemas_methods_loudness_measure_params_json},
    {"schemas/methods/loudness.measure.result.json", file_schemas_methods_loudness_measure_result_json, sizeof file_schemas_methods_loudness_measure_result_json},
    {"schemas/methods/message.check.params.json", file_schemas_methods_message_check_params_json, sizeof file_schemas_methods_message_check_params_json},
    {"schemas/methods/message.check.result.json", file_schemas_methods_message_check_result_json, sizeof file_schemas_methods_message_check_result_json},
    {"schemas/methods/message.make.params.json", file_schemas_methods_message_make_params_json, sizeof file_schemas_methods_message_make_params_json},
    {"schemas/methods/message.make.result.json", file_schemas_methods_message_make_result_json, sizeof file_schemas_methods_message_make_result_json},
    {"schemas/methods/profiles.add.params.json", file_schemas_methods_profiles_add_params_json, sizeof file_schemas_methods_profiles_add_params_json},
    {"schemas/methods/profiles.add.result.json", file_schemas_methods_profiles_add_result_json, sizeof file_schemas_methods_profiles_add_result_json},
    {"schemas/methods/profiles.export.params.json", file_schemas_methods_profiles_export_params_json, sizeof file_schemas_methods_profiles_export_params_json},
    {"schemas/methods/profiles.export.result.json", file_schemas_methods_profiles_export_result_json, sizeof file_schemas_methods_profiles_export_result_json},
    {"schemas/methods/profiles.get.params.json", file_schemas_methods_profiles_get_params_json, sizeof file_schemas_methods_profiles_get_params_json},
    {"schemas/methods/profiles.get.result.json", file_schemas_methods_profiles_get_result_json, sizeof file_schemas_methods_profiles_get_result_json},
    {"schemas/methods/profiles.import.params.json", file_schemas_methods_profiles_import_params_json, sizeof file_schemas_methods_profiles_import_params_json},
    {"schemas/methods/profiles.import.result.json", file_schemas_methods_profiles_import_result_json, sizeof file_schemas_methods_profiles_import_result_json},
    {"schemas/methods/profiles.learn.params.json", file_schemas_methods_profiles_learn_params_json, sizeof file_schemas_methods_profiles_learn_params_json},
    {"schemas/methods/profiles.learn.result.json", file_schemas_methods_profiles_learn_result_json, sizeof file_schemas_methods_profiles_learn_result_json},
    {"schemas/methods/profiles.list.params.json", file_schemas_methods_profiles_list_params_json, sizeof file_schemas_methods_profiles_list_params_json},
    {"schemas/methods/profiles.list.result.json", file_schemas_methods_profiles_list_result_json, sizeof file_schemas_methods_profiles_list_result_json},
    {"schemas/methods/profiles.remove.params.json", file_schemas_methods_profiles_remove_params_json, sizeof file_schemas_methods_profiles_remove_params_json},
    {"schemas/methods/profiles.remove.result.json", file_schemas_methods_profiles_remove_result_json, sizeof file_schemas_methods_profiles_remove_result_json},
    {"schemas/methods/ranking.rank.params.json", file_schemas_methods_ranking_rank_params_json, sizeof file_schemas_methods_ranking_rank_params_json},
    {"schemas/methods/ranking.rank.result.json", file_schemas_methods_ranking_rank_result_json, sizeof file_schemas_methods_ranking_rank_result_json},
    {"schemas/methods/recommendation.message.params.json", file_schemas_methods_recommendation_message_params_json, sizeof file_schemas_methods_recommendation_message_params_json},
    {"schemas/methods/recommendation.message.result.json", file_schemas_methods_recommendation_message_result_json, sizeof file_schemas_methods_recommendation_message_result_json},
    {"schemas/methods/recommendation.single.params.json", file_schemas_methods_recommendation_single_params_json, sizeof file_schemas_methods_recommendation_single_params_json},
    {"schemas/methods/recommendation.single.result.json", file_schemas_methods_recommendation_single_result_json, sizeof file_schemas_methods_recommendation_single_result_json},
    {"schemas/methods/recommendation.weighted.params.json", file_schemas_methods_recommendation_weighted_params_json, sizeof file_schemas_methods_recommendation_weighted_params_json},
    {"schemas/methods/recommendation.weighted.result.json", file_schemas_methods_recommendation_weighted_result_json, sizeof file_schemas_methods_recommendation_weighted_result_json},
    {"schemas/methods/render.apply.params.json", file_schemas_methods_render_apply_params_json, sizeof file_schemas_methods_render_apply_params_json},
    {"schemas/methods/render.apply.result.json", file_schemas_methods_render_apply_result_json, sizeof file_schemas_methods_render_apply_result_json},
    {"schemas/methods/render.filter.params.json", file_schemas_methods_render_filter_params_json, sizeof file_schemas_methods_render_filter_params_json},
    {"schemas/methods/render.filter.result.json", file_schemas_methods_render_filter_result_json, sizeof file_schemas_methods_render_filter_result_json},
    {"schemas/methods/render.plan.params.json", file_schemas_methods_render_plan_params_json, sizeof file_schemas_methods_render_plan_params_json},
    {"schemas/methods/render.plan.result.json", file_schemas_methods_render_plan_result_json, sizeof file_schemas_methods_render_plan_result_json},
    {"schemas/methods/render.solve.params.json", file_schemas_methods_render_solve_params_json, sizeof file_schemas_methods_render_solve_params_json},
    {"schemas/methods/render.solve.result.json", file_schemas_methods_render_solve_result_json, sizeof file_schemas_methods_render_solve_result_json},
    {"schemas/methods/rpc.discover.params.json", file_schemas_methods_rpc_discover_params_json, sizeof file_schemas_methods_rpc_discover_params_json},
    {"schemas/methods/rpc.discover.result.json", file_schemas_methods_rpc_discover_result_json, sizeof file_schemas_methods_rpc_discover_result_json},
    {"schemas/methods/shutdown.params.json", file_schemas_methods_shutdown_params_json, sizeof file_schemas_methods_shutdown_params_json},
    {"schemas/methods/shutdown.result.json", file_schemas_methods_shutdown_result_json, sizeof file_schemas_methods_shutdown_result_json},
    {"schemas/methods/taste.decide.params.json", file_schemas_methods_taste_decide_params_json, sizeof file_schemas_methods_taste_decide_params_json},
    {"schemas/methods/taste.decide.result.json", file_schemas_methods_taste_decide_result_json, sizeof file_schemas_methods_taste_decide_result_json},
    {"schemas/methods/taste.fold.params.json", file_schemas_methods_taste_fold_params_json, sizeof file_schemas_methods_taste_fold_params_json},
    {"schemas/methods/taste.fold.result.json", file_schemas_methods_taste_fold_result_json, sizeof file_schemas_methods_taste_fold_result_json},
    {"schemas/methods/taste.reset.params.json", file_schemas_methods_taste_reset_params_json, sizeof file_schemas_methods_taste_reset_params_json},
    {"schemas/methods/taste.reset.result.json", file_schemas_methods_taste_reset_result_json, sizeof file_schemas_methods_taste_reset_result_json},
    {"schemas/methods/taste.show.params.json", file_schemas_methods_taste_show_params_json, sizeof file_schemas_methods_taste_show_params_json},
    {"schemas/methods/taste.show.result.json", file_schemas_methods_taste_show_result_json, sizeof file_schemas_methods_taste_show_result_json},
    {"schemas/methods/taste.undo.params.json", file_schemas_methods_taste_undo_params_json, sizeof file_schemas_methods_taste_undo_params_json},
    {"schemas/methods/taste.undo.result.json", file_schemas_methods_taste_undo_result_json, sizeof file_schemas_methods_taste_undo_result_json},
    {"schemas/methods/track.load.params.json", file_schemas_methods_track_load_params_json, sizeof file_schemas_methods_track_load_params_json},
    {"schemas/methods/track.load.result.json", file_schemas_methods_track_load_result_json, sizeof file_schemas_methods_track_load_result_json},
    {"schemas/methods/track.render.params.json", file_schemas_methods_track_render_params_json, sizeof file_schemas_methods_track_render_params_json},
    {"schemas/methods/track.render.result.json", file_schemas_methods_track_render_result_json, sizeof file_schemas_methods_track_render_result_json},
    {"schemas/profile.json", file_schemas_profile_json, sizeof file_schemas_profile_json},
    {"schemas/recipes.json", file_schemas_recipes_json, sizeof file_schemas_recipes_json},
    {"schemas/recommendation.json", file_schemas_recommendation_json, sizeof file_schemas_recommendation_json},
    {"schemas/rendering-report.json", file_schemas_rendering_report_json, sizeof file_schemas_rendering_report_json},
    {"schemas/report.json", file_schemas_report_json, sizeof file_schemas_report_json},
    {"schemas/sidecar.json", file_schemas_sidecar_json, sizeof file_schemas_sidecar_json},
};

const struct mastering_specification_file *mastering_specification_files(size_t *count) {
  *count = sizeof files / sizeof files[0];
  return files;
}
