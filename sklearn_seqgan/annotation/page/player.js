// A recording as a moving skeleton (2-D or 3-D) or as curves of its channels, drawn on a canvas.
// show({frames, bones, dims, names, rate}): frames (T, J * dims) for a skeleton, (T, F) for curves.
export default {
  template: `
    <div class="player">
      <canvas ref="canvas" @pointerdown="grab" @pointermove="turn" @pointerup="drop"
              aria-label="recording"></canvas>
      <div class="player-bar">
        <button type="button" class="player-play" @click="toggle">{{ playing ? "Pause" : "Play" }}</button>
        <input type="range" min="0" :max="last" v-model.number="step" @input="seek" aria-label="time step">
        <span class="player-time">{{ clock }}</span>
        <label>speed <select v-model.number="speed">
          <option v-for="s in [0.25, 0.5, 1, 2, 4]" :value="s">{{ s }}×</option></select></label>
        <label><input type="checkbox" v-model="loop"> loop</label>
      </div>
    </div>`,
  data: () => ({ playing: true, loop: true, speed: 1, step: 0, last: 0, rate: 30, yaw: 0, pitch: 0 }),
  computed: {
    clock() { return `${(this.step / this.rate).toFixed(1)} s of ${(this.last / this.rate).toFixed(1)} s`; },
  },
  mounted() {
    this.time = 0;
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.$refs.canvas);
    const tick = (now) => {
      this.advance(now);
      this.timer = requestAnimationFrame(tick);
    };
    this.timer = requestAnimationFrame(tick);
  },
  unmounted() {
    cancelAnimationFrame(this.timer);
    this.observer.disconnect();
  },
  methods: {
    show(recording) {
      this.recording = recording;
      this.rate = recording.rate;
      this.last = recording.frames.length - 1;
      this.time = this.step = 0;
      this.yaw = this.pitch = 0;
      this.playing = true;
      this.box = this.bounds(recording);
      this.draw();
    },
    toggle() {
      if (!this.playing && this.step >= this.last) this.time = 0;
      this.playing = !this.playing;
    },
    seek() { this.time = this.step; this.playing = false; this.draw(); },
    advance(now) {
      const seconds = Math.min(0.1, (now - (this.before ?? now)) / 1000);
      this.before = now;
      if (!this.recording || !this.playing || !this.last) return;
      this.time += seconds * this.rate * this.speed;
      if (this.time > this.last) {
        this.playing = this.loop;
        this.time = this.loop ? 0 : this.last;
      }
      const step = Math.round(this.time);
      if (step !== this.step) { this.step = step; this.draw(); }
    },
    grab(event) { this.held = [event.clientX, event.clientY]; },
    drop() { this.held = null; },
    turn(event) {
      if (!this.held || this.recording?.dims !== 3) return;
      this.yaw += (event.clientX - this.held[0]) / 100;
      this.pitch += (event.clientY - this.held[1]) / 100;
      this.held = [event.clientX, event.clientY];
      this.draw();
    },
    bounds({ frames, dims }) {
      const low = Array(dims).fill(Infinity), high = Array(dims).fill(-Infinity);
      for (const frame of frames) frame.forEach((v, i) => {
        const axis = i % dims;
        low[axis] = Math.min(low[axis], v);
        high[axis] = Math.max(high[axis], v);
      });
      return { middle: low.map((l, i) => (l + high[i]) / 2), size: high.map((h, i) => h - low[i]), low, high };
    },
    draw() {
      const canvas = this.$refs.canvas, ratio = window.devicePixelRatio || 1;
      const width = canvas.clientWidth, height = canvas.clientHeight;
      if (!this.recording || !width) return;
      canvas.width = width * ratio;
      canvas.height = height * ratio;
      const pen = canvas.getContext("2d");
      pen.scale(ratio, ratio);
      pen.clearRect(0, 0, width, height);
      const ink = getComputedStyle(canvas);
      pen.strokeStyle = pen.fillStyle = ink.color;
      pen.font = `12px ${ink.fontFamily}`;
      if (this.recording.bones) this.drawSkeleton(pen, width, height);
      else this.drawCurves(pen, width, height);
    },
    drawSkeleton(pen, width, height) {
      const { frames, bones, dims } = this.recording, frame = frames[this.step];
      const size = dims === 3 ? Math.hypot(...this.box.size) : Math.max(...this.box.size);
      const scale = 0.92 * Math.min(width, height) / (size || 1);
      const points = [];
      for (let i = 0; i < frame.length; i += dims) {
        const [x, y] = this.project(frame.slice(i, i + dims).map((v, a) => v - this.box.middle[a]));
        points.push([width / 2 + scale * x, height / 2 - scale * y]);
      }
      pen.lineWidth = 3;
      pen.lineCap = "round";
      for (const [a, b] of bones) {
        pen.beginPath();
        pen.moveTo(...points[a]);
        pen.lineTo(...points[b]);
        pen.stroke();
      }
      for (const [x, y] of points) {
        pen.beginPath();
        pen.arc(x, y, 4, 0, 2 * Math.PI);
        pen.fill();
      }
    },
    project([x, y, z = 0]) {
      const across = x * Math.cos(this.yaw) + z * Math.sin(this.yaw);
      const depth = z * Math.cos(this.yaw) - x * Math.sin(this.yaw);
      return [across, y * Math.cos(this.pitch) - depth * Math.sin(this.pitch)];
    },
    drawCurves(pen, width, height) {
      const { frames, names } = this.recording, n = names.length, band = (height - 8) / n, left = 90;
      const x = (t) => left + (width - left - 8) * (this.last ? t / this.last : 0.5);
      names.forEach((name, i) => {
        const { low, high } = { low: this.box.low[i], high: this.box.high[i] };
        const y = (v) => 4 + band * (i + 0.9 - 0.8 * (high > low ? (v - low) / (high - low) : 0.5));
        pen.fillText(name, 4, 4 + band * (i + 0.5) + 4, left - 10);
        pen.strokeStyle = `hsl(${(360 * i) / n} 65% 45%)`;
        pen.lineWidth = 1.5;
        pen.beginPath();
        frames.forEach((frame, t) => (t ? pen.lineTo(x(t), y(frame[i])) : pen.moveTo(x(t), y(frame[i]))));
        pen.stroke();
      });
      pen.strokeStyle = pen.fillStyle;
      pen.lineWidth = 1;
      pen.beginPath();
      pen.moveTo(x(this.step), 4);
      pen.lineTo(x(this.step), height - 4);
      pen.stroke();
    },
  },
};
