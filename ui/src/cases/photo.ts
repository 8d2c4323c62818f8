/** A photo made small before it is sent. Drawing it anew also leaves behind where, when and by what it was taken. */

const LONGEST = 1600; // px
const QUALITY = 0.82;

export async function small(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("the photo could not be drawn"))), "image/jpeg", QUALITY),
  );
}

/** When it was taken, as the city's clock has it: `skew` is what that is ahead of this machine's, in ms. */
export function takenAt(file: File, skew: number): string {
  return new Date((file.lastModified || Date.now()) + skew).toISOString();
}
