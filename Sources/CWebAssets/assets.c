// Written by Scripts/embed-page.
#include "CWebAssets.h"

// Compiled in, so that the command is one file wherever it is copied; #embed takes no longer than a
// copy, where a Swift literal of this size takes minutes.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file_openapi_yaml[] = {
#embed "../../Spec/openapi.yaml"
};

static const unsigned char file_asyncapi_yaml[] = {
#embed "../../Spec/asyncapi.yaml"
};

static const unsigned char file_page_readme_md[] = {
#embed "../../Sources/WebHosting/Page/README.md"
};

static const unsigned char file_page_access_d_ts[] = {
#embed "../../Sources/WebHosting/Page/access.d.ts"
};

static const unsigned char file_page_access_js[] = {
#embed "../../Sources/WebHosting/Page/access.js"
};

static const unsigned char file_page_blend_mixer_js[] = {
#embed "../../Sources/WebHosting/Page/blend-mixer.js"
};

static const unsigned char file_page_blend_text_js[] = {
#embed "../../Sources/WebHosting/Page/blend-text.js"
};

static const unsigned char file_page_blend_js[] = {
#embed "../../Sources/WebHosting/Page/blend.js"
};

static const unsigned char file_page_blind_test_js[] = {
#embed "../../Sources/WebHosting/Page/blind-test.js"
};

static const unsigned char file_page_clipboard_js[] = {
#embed "../../Sources/WebHosting/Page/clipboard.js"
};

static const unsigned char file_page_dimension_mixer_js[] = {
#embed "../../Sources/WebHosting/Page/dimension-mixer.js"
};

static const unsigned char file_page_element_js[] = {
#embed "../../Sources/WebHosting/Page/element.js"
};

static const unsigned char file_page_favicon_svg[] = {
#embed "../../Sources/WebHosting/Page/favicon.svg"
};

static const unsigned char file_page_headroom_js[] = {
#embed "../../Sources/WebHosting/Page/headroom.js"
};

static const unsigned char file_page_index_html[] = {
#embed "../../Sources/WebHosting/Page/index.html"
};

static const unsigned char file_page_library_map_js[] = {
#embed "../../Sources/WebHosting/Page/library-map.js"
};

static const unsigned char file_page_library_panel_js[] = {
#embed "../../Sources/WebHosting/Page/library-panel.js"
};

static const unsigned char file_page_library_js[] = {
#embed "../../Sources/WebHosting/Page/library.js"
};

static const unsigned char file_page_loudness_panel_js[] = {
#embed "../../Sources/WebHosting/Page/loudness-panel.js"
};

static const unsigned char file_page_loudness_js[] = {
#embed "../../Sources/WebHosting/Page/loudness.js"
};

static const unsigned char file_page_map_panel_js[] = {
#embed "../../Sources/WebHosting/Page/map-panel.js"
};

static const unsigned char file_page_map_words_js[] = {
#embed "../../Sources/WebHosting/Page/map-words.js"
};

static const unsigned char file_page_mastered_panel_js[] = {
#embed "../../Sources/WebHosting/Page/mastered-panel.js"
};

static const unsigned char file_page_mastering_recommendation_css[] = {
#embed "../../Sources/WebHosting/Page/mastering-recommendation.css"
};

static const unsigned char file_page_mastering_recommendation_d_ts[] = {
#embed "../../Sources/WebHosting/Page/mastering-recommendation.d.ts"
};

static const unsigned char file_page_mastering_recommendation_js[] = {
#embed "../../Sources/WebHosting/Page/mastering-recommendation.js"
};

static const unsigned char file_page_message_socket_js[] = {
#embed "../../Sources/WebHosting/Page/message-socket.js"
};

static const unsigned char file_page_messages_js[] = {
#embed "../../Sources/WebHosting/Page/messages.js"
};

static const unsigned char file_page_numbers_js[] = {
#embed "../../Sources/WebHosting/Page/numbers.js"
};

static const unsigned char file_page_origins_js[] = {
#embed "../../Sources/WebHosting/Page/origins.js"
};

static const unsigned char file_page_package_json[] = {
#embed "../../Sources/WebHosting/Page/package.json"
};

static const unsigned char file_page_page_css[] = {
#embed "../../Sources/WebHosting/Page/page.css"
};

static const unsigned char file_page_page_js[] = {
#embed "../../Sources/WebHosting/Page/page.js"
};

static const unsigned char file_page_percentages_js[] = {
#embed "../../Sources/WebHosting/Page/percentages.js"
};

static const unsigned char file_page_player_js[] = {
#embed "../../Sources/WebHosting/Page/player.js"
};

static const unsigned char file_page_predicted_changes_js[] = {
#embed "../../Sources/WebHosting/Page/predicted-changes.js"
};

static const unsigned char file_page_profile_preview_js[] = {
#embed "../../Sources/WebHosting/Page/profile-preview.js"
};

static const unsigned char file_page_reasoning_js[] = {
#embed "../../Sources/WebHosting/Page/reasoning.js"
};

static const unsigned char file_page_recommendation_feed_d_ts[] = {
#embed "../../Sources/WebHosting/Page/recommendation-feed.d.ts"
};

static const unsigned char file_page_recommendation_feed_js[] = {
#embed "../../Sources/WebHosting/Page/recommendation-feed.js"
};

static const unsigned char file_page_recommendation_store_d_ts[] = {
#embed "../../Sources/WebHosting/Page/recommendation-store.d.ts"
};

static const unsigned char file_page_recommendation_store_js[] = {
#embed "../../Sources/WebHosting/Page/recommendation-store.js"
};

static const unsigned char file_page_reconnection_js[] = {
#embed "../../Sources/WebHosting/Page/reconnection.js"
};

static const unsigned char file_page_rendering_js[] = {
#embed "../../Sources/WebHosting/Page/rendering.js"
};

static const unsigned char file_page_rendition_js[] = {
#embed "../../Sources/WebHosting/Page/rendition.js"
};

static const unsigned char file_page_scoring_d_ts[] = {
#embed "../../Sources/WebHosting/Page/scoring.d.ts"
};

static const unsigned char file_page_scoring_js[] = {
#embed "../../Sources/WebHosting/Page/scoring.js"
};

static const unsigned char file_page_shortcuts_js[] = {
#embed "../../Sources/WebHosting/Page/shortcuts.js"
};

static const unsigned char file_page_standing_chart_js[] = {
#embed "../../Sources/WebHosting/Page/standing-chart.js"
};

static const unsigned char file_page_stylesheet_js[] = {
#embed "../../Sources/WebHosting/Page/stylesheet.js"
};

static const unsigned char file_page_taste_panel_js[] = {
#embed "../../Sources/WebHosting/Page/taste-panel.js"
};

static const unsigned char file_page_taste_js[] = {
#embed "../../Sources/WebHosting/Page/taste.js"
};

static const unsigned char file_page_threshold_slider_js[] = {
#embed "../../Sources/WebHosting/Page/threshold-slider.js"
};

static const unsigned char file_page_tokens_css[] = {
#embed "../../Sources/WebHosting/Page/tokens.css"
};

static const unsigned char file_page_track_list_js[] = {
#embed "../../Sources/WebHosting/Page/track-list.js"
};

static const unsigned char file_page_track_order_js[] = {
#embed "../../Sources/WebHosting/Page/track-order.js"
};

static const unsigned char file_page_try_panel_js[] = {
#embed "../../Sources/WebHosting/Page/try-panel.js"
};

static const unsigned char file_page_twin_player_js[] = {
#embed "../../Sources/WebHosting/Page/twin-player.js"
};

static const unsigned char file_page_verdict_js[] = {
#embed "../../Sources/WebHosting/Page/verdict.js"
};

static const unsigned char file_page_wav_js[] = {
#embed "../../Sources/WebHosting/Page/wav.js"
};

static const unsigned char file_page_whole_song_panel_js[] = {
#embed "../../Sources/WebHosting/Page/whole-song-panel.js"
};

static const unsigned char file_page_whole_song_js[] = {
#embed "../../Sources/WebHosting/Page/whole-song.js"
};

static const unsigned char file_page_words_js[] = {
#embed "../../Sources/WebHosting/Page/words.js"
};

static const struct mastering_web_asset files[] = {
    {"openapi.yaml", file_openapi_yaml, sizeof file_openapi_yaml},
    {"asyncapi.yaml", file_asyncapi_yaml, sizeof file_asyncapi_yaml},
    {"page/README.md", file_page_readme_md, sizeof file_page_readme_md},
    {"page/access.d.ts", file_page_access_d_ts, sizeof file_page_access_d_ts},
    {"page/access.js", file_page_access_js, sizeof file_page_access_js},
    {"page/blend-mixer.js", file_page_blend_mixer_js, sizeof file_page_blend_mixer_js},
    {"page/blend-text.js", file_page_blend_text_js, sizeof file_page_blend_text_js},
    {"page/blend.js", file_page_blend_js, sizeof file_page_blend_js},
    {"page/blind-test.js", file_page_blind_test_js, sizeof file_page_blind_test_js},
    {"page/clipboard.js", file_page_clipboard_js, sizeof file_page_clipboard_js},
    {"page/dimension-mixer.js", file_page_dimension_mixer_js, sizeof file_page_dimension_mixer_js},
    {"page/element.js", file_page_element_js, sizeof file_page_element_js},
    {"page/favicon.svg", file_page_favicon_svg, sizeof file_page_favicon_svg},
    {"page/headroom.js", file_page_headroom_js, sizeof file_page_headroom_js},
    {"page/index.html", file_page_index_html, sizeof file_page_index_html},
    {"page/library-map.js", file_page_library_map_js, sizeof file_page_library_map_js},
    {"page/library-panel.js", file_page_library_panel_js, sizeof file_page_library_panel_js},
    {"page/library.js", file_page_library_js, sizeof file_page_library_js},
    {"page/loudness-panel.js", file_page_loudness_panel_js, sizeof file_page_loudness_panel_js},
    {"page/loudness.js", file_page_loudness_js, sizeof file_page_loudness_js},
    {"page/map-panel.js", file_page_map_panel_js, sizeof file_page_map_panel_js},
    {"page/map-words.js", file_page_map_words_js, sizeof file_page_map_words_js},
    {"page/mastered-panel.js", file_page_mastered_panel_js, sizeof file_page_mastered_panel_js},
    {"page/mastering-recommendation.css", file_page_mastering_recommendation_css, sizeof file_page_mastering_recommendation_css},
    {"page/mastering-recommendation.d.ts", file_page_mastering_recommendation_d_ts, sizeof file_page_mastering_recommendation_d_ts},
    {"page/mastering-recommendation.js", file_page_mastering_recommendation_js, sizeof file_page_mastering_recommendation_js},
    {"page/message-socket.js", file_page_message_socket_js, sizeof file_page_message_socket_js},
    {"page/messages.js", file_page_messages_js, sizeof file_page_messages_js},
    {"page/numbers.js", file_page_numbers_js, sizeof file_page_numbers_js},
    {"page/origins.js", file_page_origins_js, sizeof file_page_origins_js},
    {"page/package.json", file_page_package_json, sizeof file_page_package_json},
    {"page/page.css", file_page_page_css, sizeof file_page_page_css},
    {"page/page.js", file_page_page_js, sizeof file_page_page_js},
    {"page/percentages.js", file_page_percentages_js, sizeof file_page_percentages_js},
    {"page/player.js", file_page_player_js, sizeof file_page_player_js},
    {"page/predicted-changes.js", file_page_predicted_changes_js, sizeof file_page_predicted_changes_js},
    {"page/profile-preview.js", file_page_profile_preview_js, sizeof file_page_profile_preview_js},
    {"page/reasoning.js", file_page_reasoning_js, sizeof file_page_reasoning_js},
    {"page/recommendation-feed.d.ts", file_page_recommendation_feed_d_ts, sizeof file_page_recommendation_feed_d_ts},
    {"page/recommendation-feed.js", file_page_recommendation_feed_js, sizeof file_page_recommendation_feed_js},
    {"page/recommendation-store.d.ts", file_page_recommendation_store_d_ts, sizeof file_page_recommendation_store_d_ts},
    {"page/recommendation-store.js", file_page_recommendation_store_js, sizeof file_page_recommendation_store_js},
    {"page/reconnection.js", file_page_reconnection_js, sizeof file_page_reconnection_js},
    {"page/rendering.js", file_page_rendering_js, sizeof file_page_rendering_js},
    {"page/rendition.js", file_page_rendition_js, sizeof file_page_rendition_js},
    {"page/scoring.d.ts", file_page_scoring_d_ts, sizeof file_page_scoring_d_ts},
    {"page/scoring.js", file_page_scoring_js, sizeof file_page_scoring_js},
    {"page/shortcuts.js", file_page_shortcuts_js, sizeof file_page_shortcuts_js},
    {"page/standing-chart.js", file_page_standing_chart_js, sizeof file_page_standing_chart_js},
    {"page/stylesheet.js", file_page_stylesheet_js, sizeof file_page_stylesheet_js},
    {"page/taste-panel.js", file_page_taste_panel_js, sizeof file_page_taste_panel_js},
    {"page/taste.js", file_page_taste_js, sizeof file_page_taste_js},
    {"page/threshold-slider.js", file_page_threshold_slider_js, sizeof file_page_threshold_slider_js},
    {"page/tokens.css", file_page_tokens_css, sizeof file_page_tokens_css},
    {"page/track-list.js", file_page_track_list_js, sizeof file_page_track_list_js},
    {"page/track-order.js", file_page_track_order_js, sizeof file_page_track_order_js},
    {"page/try-panel.js", file_page_try_panel_js, sizeof file_page_try_panel_js},
    {"page/twin-player.js", file_page_twin_player_js, sizeof file_page_twin_player_js},
    {"page/verdict.js", file_page_verdict_js, sizeof file_page_verdict_js},
    {"page/wav.js", file_page_wav_js, sizeof file_page_wav_js},
    {"page/whole-song-panel.js", file_page_whole_song_panel_js, sizeof file_page_whole_song_panel_js},
    {"page/whole-song.js", file_page_whole_song_js, sizeof file_page_whole_song_js},
    {"page/words.js", file_page_words_js, sizeof file_page_words_js},
};

const struct mastering_web_asset *mastering_web_assets(size_t *count) {
  *count = sizeof files / sizeof files[0];
  return files;
}
