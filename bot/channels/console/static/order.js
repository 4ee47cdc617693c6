// One order. The slot is the chart. Every text is shown through interpolation.

export default {
  props: { order: Object, labels: Object },
  template: `
    <div class="rz-order" :class="'rz-' + order.colour">
      <section class="rz-panel rz-hero">
        <div class="rz-hero-head">
          <h1>{{ order.order_no }}</h1><span class="rz-pill">{{ order.level }}</span>
          <div class="rz-hero-score"><b>{{ order.score }}</b><small>{{ order.thresholds }}</small></div>
        </div>
        <p class="rz-lock" :class="'rz-' + order.lock.state">{{ order.lock.text }}</p>
        <dl class="rz-facts"><div v-for="f in order.facts"><dt>{{ f.label }}</dt><dd>{{ f.text }}</dd></div></dl>
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
