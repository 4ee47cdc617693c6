// One order. The slot is the chart. Every text is shown through interpolation.

import desk, { ANSWER } from "desk";

const GOODS = `{{ g.name }} {{ g.pieces }} <span v-if="g.gift" class="rz-badge">{{ g.gift }}</span>`;

export default {
  mixins: [desk],
  props: { order: Object },
  data() {
    return { reason: "", wants: null };
  },
  methods: {
    act(act) {
      if (act.reason && !this.reason.trim()) {
        this.wants = act;
        this.$nextTick(() => this.$refs.reason?.focus());
        return;
      }
      this.say([act.command, act.reason ? this.reason.trim() : ""].filter(Boolean).join(" "));
      Object.assign(this, { reason: "", wants: null });
    },
  },
  template: `
    <div class="rz-order rz-desk" :class="'rz-' + order.colour">
      <section class="rz-panel rz-hero">
        <div class="rz-hero-head">
          <h1>{{ order.order_no }}</h1><span class="rz-pill">{{ order.level }}</span>
          <div class="rz-hero-score"><b>{{ order.score }}</b><small>{{ order.thresholds }}</small></div>
        </div>
        <p class="rz-lock" :class="'rz-' + order.lock.state">{{ order.lock.text }}</p>
        <dl class="rz-facts"><div v-for="f in order.facts"><dt>{{ f.label }}</dt><dd>{{ f.text }}</dd></div></dl>
        <div class="rz-actions rz-order-acts" v-if="order.acts.length">
          <button v-for="a in order.acts" :key="a.code" type="button" class="rz-button" :data-action="a.code" :data-key="a.key" :aria-keyshortcuts="a.key" :aria-expanded="a.reason ? wants === a : null" @click="act(a)">{{ a.name }}</button>
          <input v-if="wants" ref="reason" v-model="reason" maxlength="200" :placeholder="wants.name + ' · ' + labels.list_reason" :aria-label="wants.name + ' ' + labels.list_reason" @keydown.enter="act(wants)" @keydown.esc="wants = null">
        </div>
      </section>
      ${ANSWER}
      <section class="rz-panel rz-about">
        <dl class="rz-facts">
          <div v-if="order.customer"><dt>{{ labels.customer }}</dt><dd>{{ order.customer }}</dd></div>
          <div v-if="order.address"><dt>{{ labels.address }}</dt><dd>{{ order.address }}</dd></div>
          <div v-if="order.wrote"><dt>{{ labels.wrote }}</dt><dd>“{{ order.wrote }}”</dd></div>
          <div v-if="order.goods.length"><dt>{{ labels.goods }}</dt><dd v-for="g in order.goods">${GOODS}</dd>
            <dd v-if="order.further_goods.length"><details><summary>{{ order.goods_more }}</summary>
              <div v-for="g in order.further_goods">${GOODS}</div>
            </details></dd></div>
          <div v-if="order.notes.length"><dt>{{ labels.notes }}</dt><dd v-for="n in order.notes">{{ n.text }} <small>{{ n.by }} {{ n.at }}</small></dd></div>
          <div v-if="order.links.length"><dt>{{ labels.links_out }}</dt><dd v-for="l in order.links"><a :href="l.url" target="_blank" rel="noopener noreferrer">{{ l.name }} ↗</a></dd></div>
        </dl>
      </section>
      <section class="rz-panel rz-photos" v-if="order.photos.length"><h2>{{ labels.photos }}</h2>
        <a v-for="p in order.photos" :href="p" target="_blank" rel="noopener"><img :src="p" :alt="labels.photos" loading="lazy"></a>
      </section>
      <section class="rz-panel"><h2>{{ labels.curve }}</h2><slot></slot></section>
      <div class="rz-grid">
        <div>
          <section class="rz-panel rz-signals"><h2>{{ labels.signals }}</h2>
            <div class="rz-bar-row" v-for="s in order.signals">
              <span>{{ s.name }}<small>{{ s.sum }}</small></span>
              <span class="rz-track"><i :style="{ width: s.share + '%' }"></i></span><b>{{ s.contribution }}</b>
              <p v-if="s.ground">{{ s.ground }}</p>
            </div>
            <p v-if="!order.signals.length" class="rz-none">{{ labels.no_signals }}</p>
            <div class="rz-bar-row rz-sum"><span>{{ labels.total }}<small>{{ labels.policy }} {{ order.policy }}</small></span><span></span><b>{{ order.score }}</b></div>
            <div class="rz-tags" v-if="order.hard.length"><span v-for="h in order.hard">{{ h }}</span></div>
            <div class="rz-tags" v-if="order.missing.length"><span>{{ labels.missing }}</span><span v-for="m in order.missing">{{ m }}</span></div>
          </section>
          <section class="rz-panel" v-if="order.suggestions.length"><h2>{{ labels.suggestions }}</h2>
            <div class="rz-row" v-for="s in order.suggestions"><div class="rz-row-head"><span>{{ s.text }}</span><span class="rz-badge">{{ s.command || labels.manual }}</span></div></div>
          </section>
          <section class="rz-panel rz-holds"><h2>{{ labels.holds }}</h2>
            <div class="rz-row" v-for="h in order.holds">
              <div class="rz-row-head"><b>{{ h.reason }}</b><span class="rz-badge" :class="h.open ? 'rz-bad' : 'rz-good'">{{ h.state }}</span><time>{{ h.since }}</time></div>
              <p>{{ h.by }}<template v-if="h.note"> · {{ h.note }}</template></p>
            </div>
            <p v-if="!order.holds.length" class="rz-none">{{ labels.no_holds }}</p>
          </section>
          <section class="rz-panel rz-scans"><h2>{{ labels.scans }}</h2>
            <div class="rz-row" v-for="s in order.scans">
              <div class="rz-row-head"><span class="rz-badge" :class="s.good ? 'rz-good' : 'rz-bad'">{{ s.verdict }}</span><span>{{ s.text }}</span><time>{{ s.at }}</time></div>
            </div>
            <p v-if="!order.scans.length" class="rz-none">{{ labels.no_scans }}</p>
          </section>
        </div>
        <div>
          <section class="rz-panel rz-account" v-if="order.account.length"><h2>{{ labels.account }}</h2>
            <p v-for="(l, n) in order.account" :class="{ 'rz-none': !n }">{{ l }}</p>
          </section>
          <section class="rz-panel rz-events"><h2>{{ labels.timeline }}</h2>
            <p v-for="l in order.late" class="rz-late">{{ l }}</p>
            <ol class="rz-time"><li v-for="e in order.timeline"><span>{{ e.text }}</span><small>{{ e.at }} · {{ e.source }}<em v-if="e.late">{{ e.delay }}</em><template v-else> · {{ e.delay }}</template></small></li></ol>
            <p v-for="q in order.quiet" class="rz-none">{{ q }}</p>
          </section>
          <section class="rz-panel rz-audit"><h2>{{ labels.audit }}</h2>
            <div class="rz-row" v-for="a in order.audit">
              <div class="rz-row-head"><b>{{ a.who }}</b><span>{{ a.action }}</span><span class="rz-badge" :class="{ 'rz-bad': a.bad }">{{ a.outcome }}</span><time>{{ a.at }}</time></div>
              <p v-if="a.detail">{{ a.detail }}</p>
            </div>
            <p v-if="!order.audit.length" class="rz-none">{{ labels.no_audit }}</p>
          </section>
          <section class="rz-panel rz-deliveries"><h2>{{ labels.deliveries }}</h2>
            <div class="rz-row" v-for="d in order.deliveries">
              <div class="rz-row-head"><span>{{ d.kind }} → {{ d.to }}</span><span class="rz-badge" :class="{ 'rz-good': d.good, 'rz-bad': d.bad }">{{ d.state }}</span><time>{{ d.at }}</time></div>
              <p v-if="d.detail">{{ d.detail }}</p>
            </div>
            <p v-if="!order.deliveries.length" class="rz-none">{{ labels.no_deliveries }}</p>
          </section>
        </div>
      </div>
    </div>`,
};
