// What the console uses of Chart.js, and nothing else: vendoring.js makes ../vendor/chart.js of it.
export {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
} from "chart.js";
