// The evidence of one application. Every text is shown through interpolation.

export default {
  props: { page: Object, labels: Object, as: String },
  template: `
    <div class="rz-order rz-evidence">
      <section class="rz-panel rz-hero">
        <div class="rz-hero-head"><h1>{{ labels.evidence }} {{ page.order_no }}</h1><span class="rz-badge">{{ page.stand }}</span></div>
        <dl class="rz-facts"><div v-for="f in page.facts"><dt>{{ f.label }}</dt><dd>{{ f.text }}</dd></div></dl>
        <p><a :href="'/orders/' + encodeURIComponent(page.order_no) + as">{{ labels.evidence_order }}&nbsp;›</a></p>
      </section>
      <div class="rz-grid">
        <div>
          <section class="rz-panel rz-decisions"><h2>{{ labels.evidence_history }}</h2>
            <div class="rz-row" v-for="d in page.history">
              <div class="rz-row-head"><b>{{ d.action }}</b><span>{{ d.cause }} · {{ d.by }}</span><time>{{ d.at }}</time></div>
              <p v-if="d.reason">“{{ d.reason }}”</p>
              <p>{{ d.text }}</p>
              <p><a :href="d.url" target="_blank" rel="noopener">{{ d.rule }}</a> · {{ d.row }}</p>
            </div>
          </section>
          <section class="rz-panel rz-readers"><h2>{{ labels.evidence_readers }}</h2>
            <div class="rz-row" v-for="r in page.readers">
              <div class="rz-row-head"><b>{{ r.who }}</b><span class="rz-badge" :class="{ 'rz-bad': r.bad }">{{ r.outcome }}</span><time>{{ r.at }}</time></div>
            </div>
          </section>
          <section class="rz-panel rz-known"><h2>{{ labels.evidence_known }}</h2>
            <div class="rz-row" v-for="k in page.known">
              <div class="rz-row-head"><span>{{ k.name }}</span><b>{{ k.value }}</b><span v-if="k.used" class="rz-badge">{{ labels.evidence_used }}</span></div>
            </div>
          </section>
          <section class="rz-panel rz-photos"><h2>{{ labels.photos }}</h2>
            <a v-for="p in page.photos" :href="p" target="_blank" rel="noopener"><img :src="p" :alt="labels.photos" loading="lazy"></a>
            <p v-if="!page.photos.length" class="rz-none">{{ labels.no_photos }}</p>
          </section>
        </div>
        <div>
          <section class="rz-panel rz-events"><h2>{{ labels.timeline }}</h2>
            <p v-for="l in page.late" class="rz-late">{{ l }}</p>
            <ol class="rz-time"><li v-for="e in page.timeline"><span>{{ e.text }}</span><small>{{ e.at }} · {{ e.source }}<em v-if="e.late">{{ e.delay }}</em><template v-else> · {{ e.delay }}</template></small></li></ol>
            <p v-for="q in page.quiet" class="rz-none">{{ q }}</p>
          </section>
          <section class="rz-panel rz-holds"><h2>{{ labels.holds }}</h2>
            <div class="rz-row" v-for="h in page.holds">
              <div class="rz-row-head"><b>{{ h.reason }}</b><span class="rz-badge" :class="h.open ? 'rz-bad' : 'rz-good'">{{ h.state }}</span><time>{{ h.since }}</time></div>
              <p>{{ h.by }}<template v-if="h.note"> · {{ h.note }}</template></p>
            </div>
            <p v-if="!page.holds.length" class="rz-none">{{ labels.no_holds }}</p>
          </section>
          <section class="rz-panel rz-scans"><h2>{{ labels.scans }}</h2>
            <div class="rz-row" v-for="s in page.scans">
              <div class="rz-row-head"><span class="rz-badge" :class="s.good ? 'rz-good' : 'rz-bad'">{{ s.verdict }}</span><span>{{ s.text }}</span><time>{{ s.at }}</time></div>
            </div>
            <p v-if="!page.scans.length" class="rz-none">{{ labels.no_scans }}</p>
          </section>
          <section class="rz-panel rz-audit"><h2>{{ labels.audit }}</h2>
            <div class="rz-row" v-for="a in page.audit">
              <div class="rz-row-head"><b>{{ a.who }}</b><span>{{ a.action }}</span><span class="rz-badge" :class="{ 'rz-bad': a.bad }">{{ a.outcome }}</span><time>{{ a.at }}</time></div>
              <p v-if="a.detail">{{ a.detail }}</p>
            </div>
            <p v-if="!page.audit.length" class="rz-none">{{ labels.no_audit }}</p>
          </section>
        </div>
      </div>
    </div>`,
};
