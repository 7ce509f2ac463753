// Written by Scripts/embed-page.
#include "CWebAssets.h"

// Compiled in, so that the command is one file wherever it is copied; #embed takes no longer than a
// copy, where a Swift literal of this size takes minutes.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char asset_openapi_yaml[] = {
#embed "../../Spec/openapi.yaml"
};

static const unsigned char asset_asyncapi_yaml[] = {
#embed "../../Spec/asyncapi.yaml"
};

static const unsigned char asset_page_readme_md[] = {
#embed "../../Sources/WebHosting/Page/README.md"
};

static const unsigned char asset_page_access_d_ts[] = {
#embed "../../Sources/WebHosting/Page/access.d.ts"
};

static const unsigned char asset_page_access_js[] = {
#embed "../../Sources/WebHosting/Page/access.js"
};

static const unsigned char asset_page_blend_mixer_js[] = {
#embed "../../Sources/WebHosting/Page/blend-mixer.js"
};

static const unsigned char asset_page_blend_text_js[] = {
#embed "../../Sources/WebHosting/Page/blend-text.js"
};

static const unsigned char asset_page_blend_js[] = {
#embed "../../Sources/WebHosting/Page/blend.js"
};

static const unsigned char asset_page_clipboard_js[] = {
#embed "../../Sources/WebHosting/Page/clipboard.js"
};

static const unsigned char asset_page_element_js[] = {
#embed "../../Sources/WebHosting/Page/element.js"
};

static const unsigned char asset_page_favicon_svg[] = {
#embed "../../Sources/WebHosting/Page/favicon.svg"
};

static const unsigned char asset_page_headroom_js[] = {
#embed "../../Sources/WebHosting/Page/headroom.js"
};

static const unsigned char asset_page_index_html[] = {
#embed "../../Sources/WebHosting/Page/index.html"
};

static const unsigned char asset_page_library_panel_js[] = {
#embed "../../Sources/WebHosting/Page/library-panel.js"
};

static const unsigned char asset_page_library_js[] = {
#embed "../../Sources/WebHosting/Page/library.js"
};

static const unsigned char asset_page_loudness_panel_js[] = {
#embed "../../Sources/WebHosting/Page/loudness-panel.js"
};

static const unsigned char asset_page_loudness_js[] = {
#embed "../../Sources/WebHosting/Page/loudness.js"
};

static const unsigned char asset_page_mastering_recommendation_css[] = {
#embed "../../Sources/WebHosting/Page/mastering-recommendation.css"
};

static const unsigned char asset_page_mastering_recommendation_d_ts[] = {
#embed "../../Sources/WebHosting/Page/mastering-recommendation.d.ts"
};

static const unsigned char asset_page_mastering_recommendation_js[] = {
#embed "../../Sources/WebHosting/Page/mastering-recommendation.js"
};

static const unsigned char asset_page_message_socket_js[] = {
#embed "../../Sources/WebHosting/Page/message-socket.js"
};

static const unsigned char asset_page_messages_js[] = {
#embed "../../Sources/WebHosting/Page/messages.js"
};

static const unsigned char asset_page_numbers_js[] = {
#embed "../../Sources/WebHosting/Page/numbers.js"
};

static const unsigned char asset_page_package_json[] = {
#embed "../../Sources/WebHosting/Page/package.json"
};

static const unsigned char asset_page_page_css[] = {
#embed "../../Sources/WebHosting/Page/page.css"
};

static const unsigned char asset_page_page_js[] = {
#embed "../../Sources/WebHosting/Page/page.js"
};

static const unsigned char asset_page_percentages_js[] = {
#embed "../../Sources/WebHosting/Page/percentages.js"
};

static const unsigned char asset_page_player_js[] = {
#embed "../../Sources/WebHosting/Page/player.js"
};

static const unsigned char asset_page_predicted_changes_js[] = {
#embed "../../Sources/WebHosting/Page/predicted-changes.js"
};

static const unsigned char asset_page_reasoning_js[] = {
#embed "../../Sources/WebHosting/Page/reasoning.js"
};

static const unsigned char asset_page_recommendation_feed_d_ts[] = {
#embed "../../Sources/WebHosting/Page/recommendation-feed.d.ts"
};

static const unsigned char asset_page_recommendation_feed_js[] = {
#embed "../../Sources/WebHosting/Page/recommendation-feed.js"
};

static const unsigned char asset_page_recommendation_store_d_ts[] = {
#embed "../../Sources/WebHosting/Page/recommendation-store.d.ts"
};

static const unsigned char asset_page_recommendation_store_js[] = {
#embed "../../Sources/WebHosting/Page/recommendation-store.js"
};

static const unsigned char asset_page_reconnection_js[] = {
#embed "../../Sources/WebHosting/Page/reconnection.js"
};

static const unsigned char asset_page_scoring_d_ts[] = {
#embed "../../Sources/WebHosting/Page/scoring.d.ts"
};

static const unsigned char asset_page_scoring_js[] = {
#embed "../../Sources/WebHosting/Page/scoring.js"
};

static const unsigned char asset_page_shortcuts_js[] = {
#embed "../../Sources/WebHosting/Page/shortcuts.js"
};

static const unsigned char asset_page_standing_chart_js[] = {
#embed "../../Sources/WebHosting/Page/standing-chart.js"
};

static const unsigned char asset_page_stylesheet_js[] = {
#embed "../../Sources/WebHosting/Page/stylesheet.js"
};

static const unsigned char asset_page_threshold_slider_js[] = {
#embed "../../Sources/WebHosting/Page/threshold-slider.js"
};

static const unsigned char asset_page_tokens_css[] = {
#embed "../../Sources/WebHosting/Page/tokens.css"
};

static const unsigned char asset_page_track_list_js[] = {
#embed "../../Sources/WebHosting/Page/track-list.js"
};

static const unsigned char asset_page_track_order_js[] = {
#embed "../../Sources/WebHosting/Page/track-order.js"
};

static const unsigned char asset_page_verdict_js[] = {
#embed "../../Sources/WebHosting/Page/verdict.js"
};

static const unsigned char asset_page_whole_song_panel_js[] = {
#embed "../../Sources/WebHosting/Page/whole-song-panel.js"
};

static const unsigned char asset_page_whole_song_js[] = {
#embed "../../Sources/WebHosting/Page/whole-song.js"
};

static const unsigned char asset_page_words_js[] = {
#embed "../../Sources/WebHosting/Page/words.js"
};

static const struct mastering_web_asset assets[] = {
    {"openapi.yaml", asset_openapi_yaml, sizeof asset_openapi_yaml},
    {"asyncapi.yaml", asset_asyncapi_yaml, sizeof asset_asyncapi_yaml},
    {"page/README.md", asset_page_readme_md, sizeof asset_page_readme_md},
    {"page/access.d.ts", asset_page_access_d_ts, sizeof asset_page_access_d_ts},
    {"page/access.js", asset_page_access_js, sizeof asset_page_access_js},
    {"page/blend-mixer.js", asset_page_blend_mixer_js, sizeof asset_page_blend_mixer_js},
    {"page/blend-text.js", asset_page_blend_text_js, sizeof asset_page_blend_text_js},
    {"page/blend.js", asset_page_blend_js, sizeof asset_page_blend_js},
    {"page/clipboard.js", asset_page_clipboard_js, sizeof asset_page_clipboard_js},
    {"page/element.js", asset_page_element_js, sizeof asset_page_element_js},
    {"page/favicon.svg", asset_page_favicon_svg, sizeof asset_page_favicon_svg},
    {"page/headroom.js", asset_page_headroom_js, sizeof asset_page_headroom_js},
    {"page/index.html", asset_page_index_html, sizeof asset_page_index_html},
    {"page/library-panel.js", asset_page_library_panel_js, sizeof asset_page_library_panel_js},
    {"page/library.js", asset_page_library_js, sizeof asset_page_library_js},
    {"page/loudness-panel.js", asset_page_loudness_panel_js, sizeof asset_page_loudness_panel_js},
    {"page/loudness.js", asset_page_loudness_js, sizeof asset_page_loudness_js},
    {"page/mastering-recommendation.css", asset_page_mastering_recommendation_css, sizeof asset_page_mastering_recommendation_css},
    {"page/mastering-recommendation.d.ts", asset_page_mastering_recommendation_d_ts, sizeof asset_page_mastering_recommendation_d_ts},
    {"page/mastering-recommendation.js", asset_page_mastering_recommendation_js, sizeof asset_page_mastering_recommendation_js},
    {"page/message-socket.js", asset_page_message_socket_js, sizeof asset_page_message_socket_js},
    {"page/messages.js", asset_page_messages_js, sizeof asset_page_messages_js},
    {"page/numbers.js", asset_page_numbers_js, sizeof asset_page_numbers_js},
    {"page/package.json", asset_page_package_json, sizeof asset_page_package_json},
    {"page/page.css", asset_page_page_css, sizeof asset_page_page_css},
    {"page/page.js", asset_page_page_js, sizeof asset_page_page_js},
    {"page/percentages.js", asset_page_percentages_js, sizeof asset_page_percentages_js},
    {"page/player.js", asset_page_player_js, sizeof asset_page_player_js},
    {"page/predicted-changes.js", asset_page_predicted_changes_js, sizeof asset_page_predicted_changes_js},
    {"page/reasoning.js", asset_page_reasoning_js, sizeof asset_page_reasoning_js},
    {"page/recommendation-feed.d.ts", asset_page_recommendation_feed_d_ts, sizeof asset_page_recommendation_feed_d_ts},
    {"page/recommendation-feed.js", asset_page_recommendation_feed_js, sizeof asset_page_recommendation_feed_js},
    {"page/recommendation-store.d.ts", asset_page_recommendation_store_d_ts, sizeof asset_page_recommendation_store_d_ts},
    {"page/recommendation-store.js", asset_page_recommendation_store_js, sizeof asset_page_recommendation_store_js},
    {"page/reconnection.js", asset_page_reconnection_js, sizeof asset_page_reconnection_js},
    {"page/scoring.d.ts", asset_page_scoring_d_ts, sizeof asset_page_scoring_d_ts},
    {"page/scoring.js", asset_page_scoring_js, sizeof asset_page_scoring_js},
    {"page/shortcuts.js", asset_page_shortcuts_js, sizeof asset_page_shortcuts_js},
    {"page/standing-chart.js", asset_page_standing_chart_js, sizeof asset_page_standing_chart_js},
    {"page/stylesheet.js", asset_page_stylesheet_js, sizeof asset_page_stylesheet_js},
    {"page/threshold-slider.js", asset_page_threshold_slider_js, sizeof asset_page_threshold_slider_js},
    {"page/tokens.css", asset_page_tokens_css, sizeof asset_page_tokens_css},
    {"page/track-list.js", asset_page_track_list_js, sizeof asset_page_track_list_js},
    {"page/track-order.js", asset_page_track_order_js, sizeof asset_page_track_order_js},
    {"page/verdict.js", asset_page_verdict_js, sizeof asset_page_verdict_js},
    {"page/whole-song-panel.js", asset_page_whole_song_panel_js, sizeof asset_page_whole_song_panel_js},
    {"page/whole-song.js", asset_page_whole_song_js, sizeof asset_page_whole_song_js},
    {"page/words.js", asset_page_words_js, sizeof asset_page_words_js},
};

const struct mastering_web_asset *mastering_web_assets(size_t *count) {
  *count = sizeof assets / sizeof assets[0];
  return assets;
}
