/** A page that anybody might be looking at: today's weather. */
export const EXIT_HREF = "https://www.weather.com.cn/";
