// Weights. What is set here is collected as the words of changes: trying and proposing say them as one command of the chat. The slot is the chart of the front.

import desk, { ANSWER, drafts, edits, versions } from "desk";

export default {
  mixins: [desk],
  props: { weights: Object },
  data() {
    return { edits: [], takeCases: false, days: 90, result: null, quality: null, season: { name: "", from: "", until: "", timeliness: "1", quality: "1" } };
  },
  computed: {
    changes() { return this.edits.map((e) => e.text).join(this.labels.word_and); },
    proposal() { return `${this.labels.word_signals} ${this.changes}${this.takeCases ? " " + this.labels.word_take_cases : ""}`; },
    trial() { return [this.labels.word_backtest, this.labels.word_last.replace("{n}", this.days || 90), this.changes].filter(Boolean).join(" "); },
    named() { return this.season.name.trim() && this.season.from && this.season.until; },
  },
  watch: {
    said(text) { if (text) this.$nextTick(() => this.$el.querySelector(".rz-said")?.scrollIntoView({ block: "nearest" })); },
  },
  methods: {
    set(key, words, was, now) {
      const value = String(now).trim();
      this.edits = this.edits.filter((e) => e.key !== key);
      if (value && value !== was) this.edits.push({ key, text: `${words} ${value}`, value });
    },
    value(key, was) { return this.edits.find((e) => e.key === key)?.value ?? was; },
    field(s, field) { return { key: `signal.${field}.${s.kind}`, words: field === "weight" ? s.says : `${s.says} ${this.labels["word_" + field]}` }; },
    turn(s) { this.set(`signal.on.${s.kind}`, s.says, "", this.value(`signal.on.${s.kind}`, "") ? "" : this.labels[s.on ? "word_off" : "word_on"]); },
    called(name) { return `${this.labels.word_season} 「${name.trim().replace(/[「」]/g, "")}」`; },
    addSeason() {
      const { name, from, until, timeliness, quality } = this.season;
      this.set(`season.${name.trim()}`, `${this.called(name)} ${from} ${until}`, "", `${this.labels.word_timeliness} ${timeliness || 1} ${this.labels.word_quality} ${quality || 1}`);
      this.season = { name: "", from: "", until: "", timeliness: "1", quality: "1" };
    },
    propose() { this.say(this.proposal, this.clear); },
    clear() { Object.assign(this, { edits: [], takeCases: false }); },
    exhibit(found) {
      Object.assign(this, { said: "", asking: false });
      if (found.what === "quality") this.quality = found;
      else {
        this.result = found;
        this.$nextTick(() => this.$refs.result?.scrollIntoView({ block: "start" }));
      }
    },
  },
  template: `
    <div class="rz-order rz-desk rz-wide rz-weights">
      <header class="rz-title"><h1>{{ labels.weights_title }}</h1><span>{{ weights.version }}</span></header>
      ${ANSWER}
      <section v-if="weights.trial" class="rz-panel rz-trial"><h2>{{ labels.weights_trial }}</h2>
        <p><b>{{ weights.trial.headline }}</b></p>
        <p v-for="d in weights.trial.differences">{{ d }}</p>
        <p v-for="n in weights.trial.notes"><b>{{ n.what }}</b> {{ n.text }}</p>
        <p class="rz-none">{{ weights.trial.guard }}</p>
        <div class="rz-actions" v-if="weights.may_approve"><button class="rz-button" data-action="back" @click="say(weights.trial.rollback)">{{ weights.trial.rollback }}</button></div>
      </section>
      ${drafts("weights")}
      <section class="rz-panel"><h2>{{ labels.weights_signals }}</h2>
        <p v-for="l in weights.stands">{{ l }}</p>
        <div class="rz-actions"><button class="rz-button" data-action="quality" :disabled="asking" @click="say(weights.last_month)">{{ labels.weights_precision }}</button><span v-if="quality" class="rz-none">{{ quality.title }}</span></div>
        <table class="rz-trace">
          <thead><tr><th scope="col">{{ labels.weights_signal }}</th><th scope="col">{{ labels.weights_weight }}</th><th scope="col">{{ labels.weights_cap }}</th><th scope="col">{{ labels.weights_window }}</th><th scope="col">{{ labels.weights_class }}</th><th scope="col">{{ labels.weights_owner }}</th><th scope="col">{{ labels.weights_published }}</th><th v-if="quality" scope="col">{{ labels.weights_right }}</th><th v-if="weights.may_edit" scope="col"><span class="rz-unseen">{{ labels.weights_switch }}</span></th></tr></thead>
          <tbody><tr v-for="s in weights.signals" :key="s.kind" :data-kind="s.kind" :class="{ 'rz-over': !s.on }">
            <th scope="row">{{ s.name }} <span v-if="!s.on" class="rz-badge">{{ labels.weights_off }}</span><small>{{ s.kind }}</small></th>
            <td v-for="f in ['weight', 'cap', 'window']" class="rz-number" :data-label="labels['weights_' + f]">
              <template v-if="weights.may_edit && s.on"><input :data-set="f" :inputmode="f === 'window' ? null : 'decimal'" maxlength="8" size="5" autocomplete="off" :class="{ 'rz-changed': value(field(s, f).key, null) !== null }" :placeholder="f === 'window' ? s.lasting : null" :aria-label="s.name + ' ' + labels['weights_' + f]" :value="value(field(s, f).key, s[f])" @change="set(field(s, f).key, field(s, f).words, s[f], $event.target.value)"></template>
              <template v-else>{{ f === 'window' && s.lasting || s[f] }}</template>
            </td>
            <td :data-label="labels.weights_class">{{ s.class }}</td>
            <td :data-label="labels.weights_owner" :class="{ 'rz-blank': !s.owner }">{{ s.owner || '—' }}</td>
            <td class="rz-by" :data-label="labels.weights_published" :class="{ 'rz-blank': !s.published.length }"><template v-if="s.published.length"><span v-for="p in s.published">{{ p.what }}<small>{{ p.by }}</small></span></template><span v-else class="rz-none">{{ labels.weights_file }}</span></td>
            <td v-if="quality" :data-label="labels.weights_right">{{ quality.kinds[s.kind]?.value ?? '—' }}<small>{{ quality.kinds[s.kind]?.between }}</small></td>
            <td v-if="weights.may_edit" class="rz-work"><button type="button" class="rz-button" :aria-label="s.name + ' ' + labels[s.on ? 'weights_turn_off' : 'weights_turn_on']" :aria-pressed="!!value('signal.on.' + s.kind, '')" @click="turn(s)">{{ labels[s.on ? 'weights_turn_off' : 'weights_turn_on'] }}</button><button v-if="s.published.length" type="button" class="rz-button" :aria-label="s.name + ' ' + labels.weights_as_file" @click="set('signal.file.' + s.kind, s.says, '', labels.word_default)">{{ labels.weights_as_file }}</button></td>
          </tr></tbody>
        </table>
      </section>
      <div class="rz-grid">
        <section class="rz-panel rz-limits"><h2>{{ labels.weights_limits }}</h2>
          <div class="rz-sets"><label v-for="l in weights.limits">{{ l.label }}<template v-if="weights.may_edit"><input :data-set="l.name" maxlength="8" autocomplete="off" :class="{ 'rz-changed': value(l.name, null) !== null }" :value="value(l.name, l.value)" @change="set(l.name, labels['word_' + l.name], l.value, $event.target.value)"></template><b v-else>{{ l.value }}</b><small class="rz-none">{{ l.by || labels.weights_file }}</small></label></div>
        </section>
        <section class="rz-panel rz-seasons"><h2>{{ labels.weights_seasons }}</h2>
          <div class="rz-row" v-for="s in weights.seasons" :data-season="s.name"><div class="rz-row-head"><b>{{ s.name }}</b><span v-if="s.now" class="rz-badge rz-good">{{ labels.weights_now }}</span><button v-if="weights.may_edit" type="button" class="rz-button" :aria-label="s.name + ' ' + labels.weights_turn_off" @click="set('season.' + s.name, called(s.name), '', labels.word_off)">{{ labels.weights_turn_off }}</button></div>
            <p>{{ s.text }} <span class="rz-none">{{ s.by || labels.weights_file }}</span></p></div>
          <p v-if="!weights.seasons.length" class="rz-none">{{ labels.weights_no_seasons }}</p>
          <form v-if="weights.may_edit" class="rz-sets" @submit.prevent="addSeason">
            <label>{{ labels.weights_season_name }}<input v-model="season.name" maxlength="40" autocomplete="off"></label>
            <label>{{ labels.weights_from }}<input type="date" v-model="season.from"></label>
            <label>{{ labels.weights_until }}<input type="date" v-model="season.until" :min="season.from"></label>
            <label>{{ labels.weights_timeliness }}<input v-model="season.timeliness" inputmode="decimal" maxlength="6"></label>
            <label>{{ labels.weights_quality_factor }}<input v-model="season.quality" inputmode="decimal" maxlength="6"></label>
            <div class="rz-actions"><button class="rz-button" data-action="season" :disabled="!named">{{ labels.weights_add }}</button></div>
          </form>
        </section>
      </div>
      <section class="rz-panel rz-edit" :class="{ 'rz-any': edits.length }"><h2>{{ labels.weights_try }}</h2>
        ${edits("weights_none_pending")}
        <label v-if="edits.length && weights.may_edit" class="rz-check"><input type="checkbox" v-model="takeCases"> {{ labels.weights_take_cases }}</label>
        <form class="rz-actions" @submit.prevent="say(trial)">
          <label class="rz-days">{{ labels.weights_days }} <input type="number" min="1" max="366" step="1" v-model.number="days"></label>
          <button class="rz-button" data-action="try" :disabled="asking">{{ asking ? labels.weights_busy : labels.weights_backtest }}</button>
          <button v-if="weights.may_edit" type="button" class="rz-button rz-primary" data-action="propose" :disabled="!edits.length" @click="propose">{{ labels.desk_propose }}</button>
          <button v-if="edits.length" type="button" class="rz-button" @click="clear">{{ labels.rules_clear }}</button>
        </form>
        <p class="rz-none">{{ labels.weights_said }} <code>{{ trial }}</code><template v-if="edits.length && weights.may_edit"> · <code>{{ proposal }}</code></template></p>
      </section>
      <section v-show="result" ref="result" class="rz-panel rz-tried">
        <template v-if="result">
          <h2>{{ result.title }}</h2>
          <p v-for="t in result.tried">{{ t }}</p>
          <div class="rz-scroll" tabindex="0" role="region" :aria-label="result.title"><table class="rz-figure-table">
            <thead><tr><td></td><th scope="col" v-for="c in result.columns">{{ c }}</th></tr></thead>
            <tbody><tr v-for="r in result.rows"><th scope="row">{{ r.name }}</th><td v-for="c in r.cells"><b>{{ c.value }}</b><small>{{ c.between }}</small></td></tr></tbody>
          </table></div>
          <p class="rz-none">{{ labels.weights_intervals }}</p>
          <p v-for="n in result.notes" class="rz-none">{{ n }}</p>
          <h2>{{ labels.weights_front }}</h2><p class="rz-none">{{ labels.weights_front_is }}</p>
        </template>
        <slot></slot>
      </section>
      ${versions("weights", "labels.word_signals")}
    </div>`,
};
